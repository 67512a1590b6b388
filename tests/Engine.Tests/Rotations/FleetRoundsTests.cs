using ImageForge.Engine.Builds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>What is done for fleets without a person, on a fleet in memory.</summary>
public sealed class FleetRoundsTests : IDisposable
{
    private readonly EngineFixture _fixture = new();
    private readonly FleetRounds _rounds;

    public FleetRoundsTests() => _rounds = new FleetRounds(
        _fixture.Engine, _fixture.Target,
        new ImageCatalog(new ArtifactStore(_fixture.State), new ImageJournal(_fixture.Journal)), _fixture.Journal,
        _fixture.Time, NullLogger<FleetRounds>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Ticks_bring_a_rotation_to_its_end_whoever_began_it()
    {
        await _fixture.LaunchAsync();
        await _fixture.Engine.StartAsync(EngineFixture.Policy, EngineFixture.New, "a person", Cancellation);
        for (var ticks = 0; (await _rounds.UnderWayAsync(Cancellation)).Count > 0; ticks++)
        {
            Assert.Equal([EngineFixture.Policy.Fleet], await _rounds.UnderWayAsync(Cancellation));
            Assert.True(ticks < EngineFixture.PassesMax, "it does not end");
            await _rounds.TickAsync(EngineFixture.Policy, Cancellation);
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _fixture.AssertRotated();
    }

    [Fact]
    public async Task A_fleet_that_another_process_works_on_is_left_to_it()
    {
        await _fixture.LaunchAsync();
        await _fixture.Engine.StartAsync(EngineFixture.Policy, EngineFixture.New, "a person", Cancellation);
        await using (await _fixture.Leases.TryTakeAsync(
            FleetLeases.NameOf(EngineFixture.Policy.Fleet), "another process", Cancellation))
        {
            await _rounds.TickAsync(EngineFixture.Policy, Cancellation);
            Assert.Empty(_fixture.Target.Calls);
        }
    }

    [Fact]
    public async Task What_is_not_under_way_is_not_ticked_and_what_is_not_there_is_not_begun()
    {
        Assert.Null(await _rounds.RingAsync(EngineFixture.Policy, Cancellation));
        await _fixture.LaunchAsync();
        await _rounds.TickAsync(EngineFixture.Policy, Cancellation);
        Assert.Empty(_fixture.Target.Calls);
        var unknown = await Assert.ThrowsAsync<ForgeException>(
            () => _rounds.RingAsync(EngineFixture.Policy, Cancellation));
        Assert.Equal(ForgeError.NotFound, unknown.Error);
    }
}
