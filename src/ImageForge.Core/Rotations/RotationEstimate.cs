namespace ImageForge.Core.Rotations;

/// <summary>How long what is left of a rotation takes, if nothing breaks.</summary>
/// <param name="Expected">Pairs one behind the other as far as the budgets want it, checkpoints, and the bake.</param>
/// <param name="Arithmetic">How it comes about, for people.</param>
public sealed record RotationEstimate(TimeSpan Expected, string Arithmetic)
{
    /// <summary>From launch to healthy, where none was seen yet; said to be assumed wherever it is shown.</summary>
    public static readonly TimeSpan AssumedBoot = TimeSpan.FromSeconds(60);

    /// <summary>Pairs that the budgets let go on at the same time.</summary>
    internal static int AtOnce(CapacityLimits limits) => Math.Clamp(
        Math.Max(limits.Ceiling - limits.Desired, limits.Desired - limits.Floor), 1, limits.Batch);

    public static RotationEstimate Of(RotationPlan plan, RotationPolicy policy, RotationHistory history)
    {
        var limits = plan.Limits;
        var atOnce = AtOnce(limits);
        var waves = (plan.Count.ToGo + atOnce - 1) / atOnce;
        var (boot, seen) = BootOf(history);
        var source = seen > 0 ? $"the median of {seen} launches" : "assumed: none was seen yet";
        var pair = boot + policy.InstanceWarmup;
        var checkpoints = CheckpointMath.Checkpoints(policy)
            .Count(count => count < plan.Count.ToGo && !history.Control.Checkpoints.ContainsKey(count));
        var bake = plan.Count.ToGo > 0 ? policy.BakeTime : TimeSpan.Zero;
        var expected = (waves * pair) + (checkpoints * policy.CheckpointDelay) + bake;
        return new RotationEstimate(
            expected,
            $"{plan.Count.ToGo} to go, {atOnce} at once = {waves} waves of {DurationText.Of(pair)} "
                + $"(boot {DurationText.Of(TimeSpan.FromSeconds(Math.Round(boot.TotalSeconds)))}, {source}; "
                + $"warm-up {DurationText.Of(policy.InstanceWarmup)}), {checkpoints} checkpoints of "
                + $"{DurationText.Of(policy.CheckpointDelay)}, bake {DurationText.Of(bake)}; drains come on top");
    }

    /// <summary>From launch to traffic: the median of the last rotation's launches, and how many those are.</summary>
    public static (TimeSpan Boot, int Seen) BootOf(RotationHistory history)
    {
        var boots = history.Launches.Values
            .Where(launch => launch is { Failed: false } && history.Of(launch.Instance).AdmittedAt > launch.BeganAt)
            .Select(launch => history.Of(launch.Instance).AdmittedAt!.Value - launch.BeganAt).Order().ToList();
        return boots.Count > 0 ? (boots[boots.Count / 2], boots.Count) : (AssumedBoot, 0);
    }
}
