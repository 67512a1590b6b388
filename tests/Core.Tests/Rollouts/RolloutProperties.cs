using FsCheck;
using FsCheck.Fluent;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// What holds of every rollout, whatever breaks in it. A case that fails is printed in full, shrunk, with the seed that
/// <c>IMAGEFORGE_REPLAY</c> takes (<c>seed,gamma,size</c>); <c>IMAGEFORGE_SEEDS</c> sets how many are tried.
/// </summary>
public sealed class RolloutProperties
{
    private static readonly string? Replay = Environment.GetEnvironmentVariable("IMAGEFORGE_REPLAY");

    // Whoever plays one again wants to read how it began.
    private static readonly int LinesShown = Replay is null ? 40 : 5000;

    private static readonly int Cases =
        int.TryParse(Environment.GetEnvironmentVariable("IMAGEFORGE_SEEDS"), out var cases) ? cases : 2000;

    [Fact]
    public void Promises_are_kept_and_once_faults_end_it_ends_in_truth() => Hold(Cases, rollout =>
    {
        var run = rollout.Start().Until(rollout.Bound);

        AssertUnbroken(run);
        AssertEnded(rollout, run);
        if (run.Last!.Status == RotationStatus.Complete && run.EndedAt == run.Elapsed)
        {
            AssertComplete(run);
        }
    });

    [Fact]
    public void The_journal_alone_gives_the_same_plan() => Hold(Cases / 10, rollout =>
    {
        var run = rollout.Start().Until(TimeSpan.FromMinutes(10));
        var now = run.Now;
        var snapshot = run.Model.Observe(now);
        var target = run.History.Target!.Value;

        var kept = RotationPlanner.Plan(run.Policy, target, snapshot, run.History, now);
        var folded = RotationPlanner.Plan(run.Policy, target, snapshot, RotationHistory.Fold(run.Journal), now);

        Assert.Equal(RolloutText.Of(kept, now), RolloutText.Of(folded, now));
    });

    [Fact]
    public void Reimage_keeps_every_name() => Hold(Cases / 10, drawn =>
    {
        var policy = drawn.Policy with { Reimage = true, MaxAgeHours = 720 };
        var rollout = drawn with { Policy = policy, Old = policy.Desired, New = 0, Faults = [], SickStaySick = false };
        var run = rollout.Start();
        var names = run.Model.Instances.Select(instance => instance.Id).Order().ToList();

        run.Until(rollout.Bound);

        AssertUnbroken(run);
        if (!rollout.CanNeverProgress)
        {
            Assert.Equal(RotationStatus.Complete, run.Last!.Status);
            Assert.Equal(names, run.Model.Instances.Select(instance => instance.Id).Order());
            Assert.All(run.Model.Instances, instance => Assert.Equal(RolloutRun.New, instance.Image));
        }
    });

    private static void AssertUnbroken(RolloutRun run) => Assert.True(
        run.Breaches.Count == 0,
        string.Join("\n", run.Breaches.Take(3).Append("the last that was recorded:")
            .Concat(run.Record.TrimEnd().Split('\n').TakeLast(LinesShown))));

    // Ended, or held by what only a person can change, as the model itself sees it.
    private static void AssertEnded(RandomRollout rollout, RolloutRun run)
    {
        if (!run.History.IsUnderWay)
        {
            return;
        }

        var limits = CapacityLimits.Of(run.Policy with { Desired = run.Desired });
        var kept = run.Model.Instances.Count(instance => instance.IsCompromised);
        var isStuck = rollout.CanNeverProgress
            || run.Model.Instances.Exists(instance => instance.SilentSince is not null
                && run.Model.IsCorrelated(instance))
            || (kept > 0 && run.Model.Instances.Count >= limits.Ceiling)
            || (kept > 0 && limits.Floor >= limits.Desired && limits.Ceiling - kept <= limits.Desired);
        Assert.True(isStuck, $"still going after {run.Elapsed}: {RolloutText.Of(run.Last!, run.Now)}");
        Assert.All(run.Last!.Holds, hold => Assert.True(
            HoldOutlook.IsTold(hold, run.Last), $"says neither when nor what next: {hold}"));
    }

    private static void AssertComplete(RolloutRun run)
    {
        var serving = run.Model.Instances.Where(instance => !instance.IsCompromised).ToList();
        var free = serving.Where(instance => !(instance.ProtectedUntil > run.Now)).ToList();
        Assert.All(free, instance => Assert.Equal(run.History.Target, instance.Image));
        Assert.All(run.Model.Instances.Where(instance => instance.IsCompromised), instance =>
            Assert.True(instance.Isolated || !instance.Running, $"{instance.Id} is compromised and still serves"));

        // What vanished behind a stale look could not be known when it ended.
        if (free.Count == serving.Count && !run.LooksAreStale)
        {
            Assert.Equal(run.Last!.Limits.Desired, serving.Count);
        }
    }

    private static void Hold(int cases, Action<RandomRollout> property)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(Math.Max(1, cases)).WithEndSize(100);
        if (Replay?.Split(',') is [var seed, var gamma, var size])
        {
            config = config.WithReplay(ulong.Parse(seed), ulong.Parse(gamma), int.Parse(size)).WithMaxTest(1);
        }

        Check.One(config, Prop.ForAll(Arb.From(RandomRollout.Generator, RandomRollout.Shrink), property));
    }
}
