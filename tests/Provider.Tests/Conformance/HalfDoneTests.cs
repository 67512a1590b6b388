using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// What is there and not as it was ordered: kept under its id, and put right by the next run (cases 28 to 30 of the
/// protocol's sheet).
/// </summary>
public sealed class HalfDoneTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    // Of gRPC: the engine keeps what a detail says only under a code that leaves the state open.
    private const int Unknown = 2;

    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(10);

    private ProviderBench Bench => fixture.Bench;

    [Fact]
    public async Task A_fleet_whose_windows_are_closed_is_kept_with_the_next_time_and_repaired()
    {
        // Open on one day that is not today, nor tomorrow.
        var day = $"{DateTime.UtcNow.AddDays(3).DayOfWeek}"[..3].ToLowerInvariant();
        var closed = new BenchSchedule("closed")
        {
            Image = "closed", Windows = $"[{{ days: [{day}], from: \"03:00\", to: \"04:00\", zone: UTC }}]",
        };
        var (fleet, fault) = await HeldAsync(closed);
        var next = DateTime.UtcNow.Date.AddDays(3).AddHours(3);
        Assert.Contains($"next eligible {next:yyyy-MM-dd HH:mm:ss} UTC", ReasonsOf(fault), StringComparison.Ordinal);
        await RepairAsync(fleet, closed with { Windows = "always" });
    }

    [Fact]
    public async Task A_fleet_that_waits_for_a_person_is_kept_and_says_so()
    {
        var asked = new BenchSchedule("asked") { Image = "asked", Approvals = "[0]" };
        var (fleet, fault) = await HeldAsync(asked);
        Assert.Contains("until a person or an event changes it", ReasonsOf(fault), StringComparison.Ordinal);
        await RepairAsync(fleet, asked with { Approvals = "[]" });
    }

    [Fact]
    public async Task A_time_limit_ends_a_slow_fleet_and_keeps_it()
    {
        var slow = new BenchSchedule("limited") { Warmup = "2m" };
        slow.Write(Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "limited");
        await BuildAsync();
        var clock = Stopwatch.StartNew();
        var fault = await Assert.ThrowsAsync<StubFault>(
            () => fleet.CreateAsync(new JsonObject { ["schedule"] = "limited" }, timeout: 3));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, SoonMax);
        AssertKept(fault, "limited");
        Assert.Contains("the time limit is over", ReasonsOf(fault), StringComparison.Ordinal);
        await RepairAsync(fleet, slow with { Warmup = "1s" });
    }

    [Fact]
    public async Task A_cancelled_run_ends_at_once_and_the_next_one_goes_on()
    {
        var slow = new BenchSchedule("stopped") { Warmup = "2m" };
        slow.Write(Bench.Tree);
        var provider = await Bench.StartAsync();
        var fleet = new EngineResource(provider, ProviderBench.FleetType, "stopped");
        await BuildAsync();
        var creating = fleet.CreateAsync(new JsonObject { ["schedule"] = "stopped" });
        await UnderWayAsync(fleet, creating);
        var clock = Stopwatch.StartNew();
        await provider.CallAsync("Cancel", deadline: TimeSpan.FromSeconds(5));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        var fault = await Assert.ThrowsAsync<StubFault>(() => creating);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, SoonMax);
        AssertKept(fault, "stopped");
        Assert.Contains("stopped before its end", ReasonsOf(fault), StringComparison.Ordinal);
        Assert.Empty(ChildrenOf(provider));
        var (code, _) = await provider.InterruptAsync();
        Assert.Equal(0, code);

        // The next run is another process.
        var next = new EngineResource(fixture.Provider, ProviderBench.FleetType, "stopped");
        next.Keep(fleet.Id, fleet.Inputs, fleet.Outputs);
        await RepairAsync(next, slow with { Warmup = "1s" });
    }

    [Fact]
    public async Task A_caller_that_goes_leaves_what_the_next_one_takes_up()
    {
        var slow = new BenchSchedule("left") { Warmup = "2m" };
        slow.Write(Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "left");
        await BuildAsync();
        var creating = fleet.CreateAsync(new JsonObject { ["schedule"] = "left" }, call: "going");
        await UnderWayAsync(fleet, creating);
        await fixture.Provider.CancelCallAsync("going");
        Assert.Equal(1, (await Assert.ThrowsAsync<StubFault>(() => creating)).Code);

        // As after a kill: the engine has no id of it, and the same resource is made again.
        (slow with { Warmup = "1s" }).Write(Bench.Tree);
        await Poll.UntilAsync(SoonMax, async () => await IsMadeAsync(fleet), () => "the first one still holds it");
        Assert.Equal("left", fleet.Id);
        Assert.Equal(2, (int?)fleet.Outputs["current"]);
    }

    [Fact]
    public async Task An_interrupt_while_a_fleet_is_made_ends_the_process_in_time()
    {
        var slow = new BenchSchedule("broken") { Warmup = "2m" };
        slow.Write(Bench.Tree);
        var provider = await Bench.StartAsync();
        var fleet = new EngineResource(provider, ProviderBench.FleetType, "broken");
        await BuildAsync();
        var creating = fleet.CreateAsync(new JsonObject { ["schedule"] = "broken" });
        await UnderWayAsync(fleet, creating);
        var (code, took) = await provider.InterruptAsync();
        Assert.Equal(0, code);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<StubFault>(() => creating);
    }

    private static async Task<bool> IsMadeAsync(EngineResource fleet)
    {
        try
        {
            await fleet.CreateAsync(new JsonObject { ["schedule"] = "left" });
            return true;
        }
        catch (StubFault fault) when (fault is { Code: 10, InitFailed: null })
        {
            return false;
        }
    }

    // A version that is released, which is what the schedules here name.
    private Task BuildAsync() => new EngineResource(fixture.Provider, ProviderBench.ImageType, "held").CreateAsync(
        new JsonObject { ["definition"] = "web" });

    // A launch waits for no window and no person. What was launched by a run whose CLI died is made once more, onto
    // another image, and that waits.
    private async Task<(EngineResource Fleet, StubFault Fault)> HeldAsync(BenchSchedule schedule)
    {
        var name = schedule.Fleet;
        WriteImage(name, port: 80);
        (schedule with { Windows = "always", Approvals = "[]" }).Write(Bench.Tree);
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, name);
        await image.CreateAsync(new JsonObject { ["definition"] = name });
        var news = new JsonObject { ["schedule"] = name };
        await new EngineResource(await Bench.StartAsync(), ProviderBench.FleetType, name).CreateAsync(news);

        WriteImage(name, port: 81);
        schedule.Write(Bench.Tree);
        await image.UpdateAsync(new JsonObject { ["definition"] = name });
        var fleet = new EngineResource(await Bench.StartAsync(), ProviderBench.FleetType, name);
        var fault = await Assert.ThrowsAsync<StubFault>(() => fleet.CreateAsync(news, timeout: 60));
        AssertKept(fault, name);
        Assert.Equal((string?)image.Outputs["version"], (string?)fleet.Outputs["version"]);
        Assert.Equal(0, (int?)fleet.Outputs["current"]);

        // An Update that is held says the same again.
        var again = await Assert.ThrowsAsync<StubFault>(() => fleet.UpdateAsync(news, timeout: 60));
        AssertKept(again, name);
        Assert.Equal(ReasonsOf(fault), ReasonsOf(again));
        return (fleet, fault);
    }

    private void WriteImage(string name, int port) => Bench.Tree.Write($"images/{name}/image.yaml", $$"""
        name: {{name}}
        base: { distribution: debian, suite: bookworm, architecture: amd64 }
        ports: [{ number: {{port}} }]
        health: { port: {{port}}, path: /healthz }

        """);

    private static void AssertKept(StubFault fault, string fleet)
    {
        Assert.Equal(Unknown, fault.Code);
        Assert.Equal(fault.Code, fault.DetailCode);
        Assert.Equal(fleet, (string?)fault.InitFailed?["id"]);
        Assert.Equal(fleet, (string?)fault.InitFailed!["properties"]!["schedule"]);
        Assert.Equal(fleet, (string?)fault.InitFailed["properties"]!["fleet"]);
        Assert.Empty(Wire.UnknownsIn(fault.InitFailed));
        Assert.NotEmpty(fault.InitFailed["reasons"]!.AsArray());
    }

    private static string ReasonsOf(StubFault fault) =>
        string.Join("\n", fault.InitFailed!["reasons"]!.AsArray().Select(reason => (string?)reason));

    // The engine says Update to what was left half done, also without a difference.
    private async Task RepairAsync(EngineResource fleet, BenchSchedule quicker)
    {
        quicker.Write(Bench.Tree);
        await fleet.UpdateAsync(new JsonObject { ["schedule"] = quicker.Fleet });
        Assert.Equal(2, (int?)fleet.Outputs["current"]);
        Assert.Equal("complete", (string?)fleet.Outputs["rotationState"]);
        Assert.Equal("DIFF_NONE", Wire.Changes(await fleet.DiffAsync(fleet.Inputs)));
    }

    private Task UnderWayAsync(EngineResource fleet, Task creating) => Poll.UntilAsync(
        SoonMax,
        () => Task.FromResult(creating.IsCompleted || Bench.Logs.Any(line => line.Urn == fleet.Urn && line.IsStatus)),
        () => "nothing is told of it");

    private static IEnumerable<string> ChildrenOf(ProviderProcess provider) =>
        File.ReadAllText($"/proc/{provider.Id}/task/{provider.Id}/children").Split(
            ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
