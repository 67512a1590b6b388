namespace ImageForge.Core.Rotations;

/// <summary>How long what is left of a rotation takes, if nothing breaks.</summary>
/// <param name="Expected">Pairs one behind the other as far as the budgets want it, checkpoints, and the bake.</param>
/// <param name="Arithmetic">How it comes about, for people.</param>
public sealed record RotationEstimate(TimeSpan Expected, string Arithmetic)
{
    // Without a launch to look at; said to be assumed wherever it is shown.
    private static readonly TimeSpan AssumedBoot = TimeSpan.FromSeconds(60);

    public static RotationEstimate Of(RotationPlan plan, RotationPolicy policy, RotationHistory history)
    {
        var limits = plan.Limits;
        var atOnce = Math.Clamp(
            Math.Max(limits.Ceiling - limits.Desired, limits.Desired - limits.Floor), 1, limits.Batch);
        var waves = (plan.Count.ToGo + atOnce - 1) / atOnce;
        var boots = history.Launches.Values
            .Where(launch => launch is { Failed: false } && history.Of(launch.Instance).AdmittedAt > launch.BeganAt)
            .Select(launch => history.Of(launch.Instance).AdmittedAt!.Value - launch.BeganAt).Order().ToList();
        var boot = boots.Count > 0 ? boots[boots.Count / 2] : AssumedBoot;
        var source = boots.Count > 0 ? $"the median of {boots.Count} launches" : "assumed: none was seen yet";
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
}
