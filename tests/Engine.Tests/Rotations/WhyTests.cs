using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

public sealed class WhyTests : IDisposable
{
    private readonly EngineFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task An_instance_with_nothing_to_do_says_so()
    {
        await _fixture.LaunchAsync();

        var why = await WhyAsync(_fixture.Target.Instances.First().Id);

        Assert.True(why.Availability.IsAvailable);
        Assert.NotNull(why.Since);
        Assert.Null(why.Next);
        Assert.Empty(why.Holds);
        Assert.Equal("Nothing is to be done with it.", why.Sentences[^1]);
    }

    [Fact]
    public async Task An_instance_in_a_rotation_names_what_blocks_it_and_when_that_may_change()
    {
        await _fixture.LaunchAsync();
        var run = _fixture.Engine.RunAsync(
            EngineFixture.Policy, EngineFixture.New, "test", TestContext.Current.CancellationToken);
        var warming = await run.FirstAsync(
            pass => pass.Plan.Holds.Any(hold => hold.Reason == HoldReason.WarmingUp),
            TestContext.Current.CancellationToken);
        var hold = warming.Plan.Holds.First(candidate => candidate.Reason == HoldReason.WarmingUp);

        var why = await WhyAsync(hold.Instance!.Value);

        Assert.Equal(EngineFixture.New.Id, why.Target);
        Assert.False(why.Availability.IsAvailable);
        Assert.Equal(hold.NextEligibleAt, why.NextEligibleAt);
        Assert.Contains(
            why.Sentences, sentence => sentence.StartsWith("It is held by WarmingUp:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sensor_gap_shows_since_when_it_does_not_count()
    {
        await _fixture.LaunchAsync();
        var instance = _fixture.Target.Instances.First();
        instance.Sensor = HealthState.Unhealthy;

        var why = await WhyAsync(instance.Id);

        Assert.Equal(_fixture.Time.GetUtcNow(), why.Since);
        Assert.Contains(why.Sentences, sentence => sentence.StartsWith(
            "It does not count as available since", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_waits_behind_others_for_the_tokens_of_the_target_sees_when_its_turn_comes()
    {
        await _fixture.LaunchAsync();
        var atOnce = EngineFixture.Policy with
        {
            MinHealthyPercentage = 0, MaxHealthyPercentage = 100, MaxBatchPercentage = 100,
        };
        await _fixture.Engine.StartAsync(
            atOnce, EngineFixture.New, "test", TestContext.Current.CancellationToken);
        _fixture.Target.Limits = new CallLimits(
            "example", ImmutableDictionary<CommandKind, ImmutableArray<CallLimit>>.Empty.Add(
                CommandKind.Drain, [new CallLimit("change", 10, 0.1)]), [])
        {
            OthersShare = 0.5,
        };
        var engine = _fixture.NewEngine();

        var turns = new List<Hold?>();
        foreach (var instance in _fixture.Target.Instances)
        {
            var why = await engine.WhyAsync(atOnce, instance.Id, TestContext.Current.CancellationToken);
            Assert.IsType<RotationCommand.Drain>(why.Next);
            turns.Add(why.Holds.SingleOrDefault(hold => hold.Reason == HoldReason.Throttle));
        }

        // One token is there, and one comes back in 20 s.
        var now = _fixture.Time.GetUtcNow();
        Assert.Equal(
            [null, now.AddSeconds(20), now.AddSeconds(40)], turns.Select(turn => turn?.NextEligibleAt).Order());
        Assert.Contains(
            "example gives 0.1 a second for change", turns.Max(turn => turn?.Detail)!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_was_terminated_is_not_found_and_the_journal_says_when_it_went()
    {
        await _fixture.LaunchAsync();
        var gone = _fixture.Target.Instances.First().Id;
        await _fixture.RotateAsync();

        var refusal = await Assert.ThrowsAsync<ForgeException>(() => WhyAsync(gone));

        Assert.Equal(ForgeError.NotFound, refusal.Error);
        Assert.Contains("it was terminated at 2026-11-22", refusal.Message, StringComparison.Ordinal);
    }

    private Task<InstanceExplanation> WhyAsync(InstanceId instance) =>
        _fixture.Engine.WhyAsync(EngineFixture.Policy, instance, TestContext.Current.CancellationToken);
}
