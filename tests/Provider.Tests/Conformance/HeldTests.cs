using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// A fleet that its schedule holds is kept under its id, with the time at which it goes on (case 28 of the protocol's
/// sheet; a gate refuses nothing in a simulated cloud).
/// </summary>
public sealed class HeldTests(BenchFixture fixture) : IClassFixture<BenchFixture>
{
    private ProviderBench Bench => fixture.Bench;

    [Fact]
    public async Task A_fleet_whose_windows_are_closed_is_kept_with_the_next_time_and_repaired()
    {
        // Open on one day that is not today, nor tomorrow.
        var day = $"{DateTime.UtcNow.AddDays(3).DayOfWeek}"[..3].ToLowerInvariant();
        var closed = new BenchSchedule("closed")
        {
            Image = "closed", Desired = 1,
            Windows = $"[{{ days: [{day}], from: \"03:00\", to: \"04:00\", zone: UTC }}]",
        };
        var (fleet, fault) = await HeldAsync(closed);
        var next = DateTime.UtcNow.Date.AddDays(3).AddHours(3);
        Assert.Contains(
            $"next eligible {next:yyyy-MM-dd HH:mm:ss} UTC", HalfDone.ReasonsOf(fault), StringComparison.Ordinal);
        await HalfDone.RepairAsync(Bench, fleet, closed with { Windows = "always" });
    }

    [Fact]
    public async Task A_fleet_that_waits_for_a_person_is_kept_and_says_so()
    {
        var asked = new BenchSchedule("asked") { Image = "asked", Desired = 1, Approvals = "[0]" };
        var (fleet, fault) = await HeldAsync(asked);
        Assert.Contains("until a person or an event changes it", HalfDone.ReasonsOf(fault), StringComparison.Ordinal);
        await HalfDone.RepairAsync(Bench, fleet, asked with { Approvals = "[]" });
    }

    // A launch waits for no window and no person. What was launched by a run whose CLI died is made once more, onto
    // another image, and that waits.
    private async Task<(EngineResource Fleet, StubFault Fault)> HeldAsync(BenchSchedule schedule)
    {
        var name = schedule.Fleet;
        BenchImage.Write(Bench.Tree, name, port: 80);
        (schedule with { Windows = "always", Approvals = "[]" }).Write(Bench.Tree);
        var image = new EngineResource(fixture.Provider, ProviderBench.ImageType, name);
        await image.CreateAsync(new JsonObject { ["definition"] = name });
        var news = new JsonObject { ["schedule"] = name };
        await new EngineResource(await Bench.StartAsync(), ProviderBench.FleetType, name).CreateAsync(news);

        BenchImage.Write(Bench.Tree, name, port: 81);
        schedule.Write(Bench.Tree);
        await image.UpdateAsync(new JsonObject { ["definition"] = name });
        var fleet = new EngineResource(await Bench.StartAsync(), ProviderBench.FleetType, name);
        var fault = await Assert.ThrowsAsync<StubFault>(() => fleet.CreateAsync(news, timeout: 60));
        HalfDone.AssertKept(fault, name);
        Assert.Equal((string?)image.Outputs["version"], (string?)fleet.Outputs["version"]);
        Assert.Equal(0, (int?)fleet.Outputs["current"]);

        // An Update that is held says the same again.
        var again = await Assert.ThrowsAsync<StubFault>(() => fleet.UpdateAsync(news, timeout: 60));
        HalfDone.AssertKept(again, name);
        Assert.Equal(HalfDone.ReasonsOf(fault), HalfDone.ReasonsOf(again));
        return (fleet, fault);
    }
}
