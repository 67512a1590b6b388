using ImageForge.Core;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Images;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Tests.Builds;
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
    public async Task A_hotfix_whose_command_died_goes_on_under_the_policy_that_it_began_under()
    {
        await _fixture.LaunchAsync();
        var policy = EngineFixture.Policy with
        {
            BakeTime = TimeSpan.FromHours(6),
            Approvals = [0],
            Hotfix = new HotfixPolicy
            {
                Checkpoints = [1], CheckpointDelay = TimeSpan.FromSeconds(2), BakeTime = TimeSpan.FromSeconds(2),
            },
        };
        await _fixture.Engine.StartAsync(
            policy.InEmergency(), EngineFixture.New, new RotationAsk("CVE-2026-1", "hotfix-1"), Cancellation);
        var began = _fixture.Time.GetUtcNow();
        for (var ticks = 0; (await _rounds.UnderWayAsync(Cancellation)).Count > 0; ticks++)
        {
            Assert.True(ticks < EngineFixture.PassesMax, "it does not end");
            await _rounds.TickAsync(policy, Cancellation);
            _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _fixture.AssertRotated();
        Assert.Contains(new RotationEvent.CheckpointReached(1), _fixture.Events);
        Assert.InRange(_fixture.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_fleet_over_age_that_nothing_rotates_is_told_once()
    {
        await _fixture.LaunchAsync();
        var log = new HeardLog<AgeWatch>();
        var artifacts = new ArtifactStore(_fixture.State);
        artifacts.Adopt(EngineFixture.Old);
        var images = new ImageCatalog(artifacts, new ImageJournal(_fixture.Journal));
        var watch = new AgeWatch(_fixture.Engine, _fixture.Target, images, _fixture.Time, log);
        var policy = EngineFixture.Policy with { MaxImageAge = TimeSpan.FromDays(36500) };
        await watch.LookAsync([policy], Cancellation);
        Assert.Empty(log.Lines);

        _fixture.Time.Advance(policy.MaxAge);
        await watch.LookAsync([policy], Cancellation);
        await watch.LookAsync([policy], Cancellation);
        Assert.Contains("3 of 3 instances are over maxAge", Assert.Single(log.Lines), StringComparison.Ordinal);

        // What a bell takes care of is no business of this, but what it would move them onto is.
        var belled = policy with { Rotate = new Bell(new Cron("0 3 * * *"), TimeZoneInfo.Utc) };
        await watch.LookAsync([belled], Cancellation);
        Assert.Single(log.Lines);
        await watch.LookAsync([belled with { MaxImageAge = TimeSpan.FromDays(30) }], Cancellation);
        Assert.Contains("is over maxImageAge", log.Lines.Last(), StringComparison.Ordinal);
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
