using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageForge.EndToEnd.Tests.Targets;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// What is there and not as it was ordered: kept under its id, and put right by the next run (cases 29 and 30 of the
/// protocol's sheet).
/// </summary>
public sealed class HalfDoneTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private static readonly TimeSpan SoonMax = TimeSpan.FromSeconds(10);

    private ProviderBench Bench => fixture.Bench;

    [Fact]
    public async Task A_time_limit_ends_a_slow_fleet_and_keeps_it()
    {
        var slow = new BenchSchedule("limited") { Desired = 1, Warmup = "2m" };
        slow.Write(Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "limited");
        await BuildAsync();
        var clock = Stopwatch.StartNew();
        var fault = await Assert.ThrowsAsync<StubFault>(
            () => fleet.CreateAsync(new JsonObject { ["schedule"] = "limited" }, timeout: 3));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, SoonMax);
        HalfDone.AssertKept(fault, "limited");
        Assert.Contains("the time limit is over", HalfDone.ReasonsOf(fault), StringComparison.Ordinal);
        await HalfDone.RepairAsync(Bench, fleet, slow with { Warmup = "0s" });
    }

    [Fact]
    public async Task A_cancelled_run_ends_at_once_and_the_next_one_goes_on()
    {
        var slow = new BenchSchedule("stopped") { Desired = 1, Warmup = "2m" };
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
        HalfDone.AssertKept(fault, "stopped");
        Assert.Contains("stopped before its end", HalfDone.ReasonsOf(fault), StringComparison.Ordinal);
        Assert.Empty(ChildrenOf(provider));
        var (code, _) = await provider.InterruptAsync();
        Assert.Equal(0, code);

        // The next run is another process.
        var next = new EngineResource(fixture.Provider, ProviderBench.FleetType, "stopped");
        next.Keep(fleet.Id, fleet.Inputs, fleet.Outputs);
        await HalfDone.RepairAsync(Bench, next, slow with { Warmup = "0s" });
    }

    [Fact]
    public async Task A_caller_that_goes_leaves_what_the_next_one_takes_up()
    {
        var slow = new BenchSchedule("left") { Desired = 1, Warmup = "2m" };
        slow.Write(Bench.Tree);
        var fleet = new EngineResource(fixture.Provider, ProviderBench.FleetType, "left");
        await BuildAsync();
        var creating = fleet.CreateAsync(new JsonObject { ["schedule"] = "left" }, call: "going");
        await UnderWayAsync(fleet, creating);
        await fixture.Provider.CancelCallAsync("going");
        Assert.Equal(1, (await Assert.ThrowsAsync<StubFault>(() => creating)).Code);

        // As after a kill: the engine has no id of it, and the same resource is made again.
        (slow with { Warmup = "0s" }).Write(Bench.Tree);
        await Poll.UntilAsync(SoonMax, async () => await IsMadeAsync(fleet), () => "the first one still holds it");
        Assert.Equal("left", fleet.Id);
        Assert.Equal(1, (int?)fleet.Outputs["current"]);
    }

    [Fact]
    public async Task An_interrupt_while_a_fleet_is_made_ends_the_process_in_time()
    {
        var slow = new BenchSchedule("broken") { Desired = 1, Warmup = "2m" };
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
    private Task<JsonObject> BuildAsync() =>
        new EngineResource(fixture.Provider, ProviderBench.ImageType, "held").CreateAsync(
            new JsonObject { ["definition"] = "web" });

    private Task UnderWayAsync(EngineResource fleet, Task creating) => Poll.UntilAsync(
        SoonMax,
        () => Task.FromResult(creating.IsCompleted || Bench.Logs.Any(line => line.Urn == fleet.Urn && line.IsStatus)),
        () => "nothing is told of it");

    private static string[] ChildrenOf(ProviderProcess provider) =>
        File.ReadAllText($"/proc/{provider.Id}/task/{provider.Id}/children").Split(
            ' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
