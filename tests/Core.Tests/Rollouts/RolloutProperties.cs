using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>What holds of every rollout, whatever breaks in it.</summary>
public sealed class RolloutProperties
{
    private const int Cases = 100;

    // Far above what ten instances need one after another, failed attempts included.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(4);

    [Property(MaxTest = Cases)]
    public Property No_command_breaks_a_promise() => Prop.ForAll(Rollouts, rollout =>
    {
        var run = rollout.Start().Until(Limit);

        Assert.Empty(run.Breaches);
    });

    [Property(MaxTest = Cases)]
    public Property Once_faults_end_it_ends_or_can_never_progress() => Prop.ForAll(Rollouts, rollout =>
    {
        var run = rollout.Start().Until(Limit);

        Assert.True(
            run.Last!.Status != RotationStatus.Active || rollout.CanNeverProgress,
            $"still going after {run.Elapsed}: {RolloutText.Of(run.Last, run.Now)}");
    });

    [Property(MaxTest = Cases)]
    public Property A_complete_rollout_is_complete_in_truth() => Prop.ForAll(Rollouts, rollout =>
    {
        var run = rollout.Start().Until(Limit);

        if (run.Last!.Status == RotationStatus.Complete)
        {
            Assert.All(run.Model.Instances, instance => Assert.Equal(RolloutRun.New, instance.Image));
            Assert.Equal(run.Policy.Desired, run.Model.Instances.Count);
        }
    });

    [Property(MaxTest = Cases)]
    public Property The_journal_alone_gives_the_same_plan() => Prop.ForAll(Rollouts, rollout =>
    {
        var run = rollout.Start().Until(TimeSpan.FromMinutes(10));
        var now = run.Now;
        var snapshot = run.Model.Observe(now);

        var kept = RotationPlanner.Plan(run.Policy, RolloutRun.New, snapshot, run.History, now);
        var folded = RotationPlanner.Plan(run.Policy, RolloutRun.New, snapshot, RotationHistory.Fold(run.Journal), now);

        Assert.Equal(RolloutText.Of(kept, now), RolloutText.Of(folded, now));
    });

    private static Arbitrary<RandomRollout> Rollouts => Arb.From(RandomRollout.Generator, RandomRollout.Shrink);
}
