using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>The way back: by itself after the breaker, and on request after the end.</summary>
public sealed class RollbackTests : IDisposable
{
    private static readonly RotationPolicy Policy = EngineFixture.Policy with { AutoRollback = true };
    private readonly EngineFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotation_that_its_breaker_stops_goes_back_and_says_why()
    {
        await _fixture.LaunchAsync();
        _fixture.Target.Shape = made => made.App = made.Image == EngineFixture.New.Id
            ? HealthState.Unhealthy
            : HealthState.Healthy;

        var passes = await CollectAsync(_fixture.Engine.RunAsync(Policy, EngineFixture.New, "test", Cancellation));

        Assert.Equal(PassEnd.RolledBack, passes[^1].End);
        Assert.Contains("2 launches failed > 1 tolerated", passes[^1].EndReason, StringComparison.Ordinal);
        Assert.Equal(3, _fixture.Target.Instances.Count);
        Assert.All(_fixture.Target.Instances, instance => Assert.Equal(EngineFixture.Old.Id, instance.Image));
        Assert.Equal(3, _fixture.Target.LowestServing);
        var started = _fixture.Events.OfType<RotationEvent.Started>().ToList();
        Assert.Equal(started[^2].Rotation, started[^1].RollbackOf);
        Assert.Equal(started.Count, started.Select(start => start.Rotation).Distinct().Count());
    }

    [Fact]
    public async Task Without_an_image_that_was_healthy_here_it_stays_stopped()
    {
        _fixture.Target.Shape = made => made.App = HealthState.Unhealthy;

        var passes = await CollectAsync(_fixture.Engine.LaunchFleetAsync(Policy, EngineFixture.Old, Cancellation));

        Assert.Equal(PassEnd.Stopped, passes[^1].End);
        Assert.Single(_fixture.Events.OfType<RotationEvent.Started>());
    }

    [Fact]
    public async Task A_finished_rotation_is_rolled_back_on_request_and_never_to_the_image_that_was_left()
    {
        await _fixture.LaunchAsync();
        await _fixture.RotateAsync();

        var back = await CollectAsync(_fixture.Engine.RollBackAsync(Policy, "slow pages", Cancellation));
        var again = await Assert.ThrowsAsync<ForgeException>(
            () => CollectAsync(_fixture.Engine.RollBackAsync(Policy, "still slow", Cancellation)));

        Assert.Equal(PassEnd.Complete, back[^1].End);
        Assert.All(_fixture.Target.Instances, instance => Assert.Equal(EngineFixture.Old.Id, instance.Image));
        Assert.Equal(ForgeError.NotFound, again.Error);
    }

    [Fact]
    public async Task An_image_that_is_not_as_it_was_signed_begins_nothing_and_ends_nothing()
    {
        _fixture.Target.Changed.Add(EngineFixture.Old.Id);
        var launch = await Assert.ThrowsAsync<ForgeException>(
            () => CollectAsync(_fixture.Engine.LaunchFleetAsync(Policy, EngineFixture.Old, Cancellation)));
        Assert.Equal(ForgeError.Integrity, launch.Error);
        Assert.Empty(_fixture.Events);
        Assert.False(_fixture.Target.HasFleet);

        _fixture.Target.Changed.Clear();
        await _fixture.LaunchAsync();
        await _fixture.Engine.StartAsync(Policy, EngineFixture.New, "test", Cancellation);
        _fixture.Target.Changed.Add(EngineFixture.Old.Id);
        var known = _fixture.Events.Count();

        var back = await Assert.ThrowsAsync<ForgeException>(
            () => CollectAsync(_fixture.Engine.RollBackAsync(Policy, "slow pages", Cancellation)));

        Assert.Equal(ForgeError.Integrity, back.Error);
        Assert.Equal(known, _fixture.Events.Count());
    }

    [Fact]
    public async Task After_rollbackFor_it_is_too_late()
    {
        await _fixture.LaunchAsync();
        await _fixture.RotateAsync();
        _fixture.Time.Advance(Policy.RollbackFor + TimeSpan.FromSeconds(1));

        var refusal = await Assert.ThrowsAsync<ForgeException>(
            () => CollectAsync(_fixture.Engine.RollBackAsync(Policy, "slow pages", Cancellation)));

        Assert.Equal(ForgeError.Usage, refusal.Error);
        Assert.Contains("too late", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotation_under_way_is_rolled_back_from_where_it_is()
    {
        await _fixture.LaunchAsync();
        await foreach (var pass in _fixture.Engine.RunAsync(Policy, EngineFixture.New, "test", Cancellation))
        {
            if (pass.Plan.Count.OnTarget > 1)
            {
                break;
            }
        }

        var back = await CollectAsync(_fixture.NewEngine().RollBackAsync(Policy, "wrong image", Cancellation));

        Assert.Equal(PassEnd.Complete, back[^1].End);
        Assert.All(_fixture.Target.Instances, instance => Assert.Equal(EngineFixture.Old.Id, instance.Image));
        Assert.Equal(3, _fixture.Target.LowestServing);
    }

    public void Dispose() => _fixture.Dispose();

    private static async Task<List<RotationPass>> CollectAsync(IAsyncEnumerable<RotationPass> passes)
    {
        var all = new List<RotationPass>();
        await foreach (var pass in passes)
        {
            all.Add(pass);
            Assert.True(all.Count < EngineFixture.PassesMax, "the rotation does not end");
        }

        return all;
    }
}
