using System.Globalization;

namespace ImageForge.Core.Rotations;

/// <summary>
/// When the last instance that should go is gone, if a rotation begins at a moment: by floor, ceiling and batch, by
/// windows, checkpoints and drains, and by the calls that the target lets through. Nothing breaks in it, and nobody has
/// to be asked.
/// </summary>
/// <param name="Finish">Null if no window is ever open.</param>
/// <param name="Arithmetic">How it comes about, for people.</param>
public sealed record RotationForecast(DateTimeOffset? Finish, string Arithmetic)
{
    /// <param name="toGo">Instances that should go.</param>
    /// <param name="from">When the rotation could begin.</param>
    /// <param name="boot">From launch to healthy.</param>
    /// <param name="callsPerSecond">Launches that the target lets through; null: as many as one likes.</param>
    public static RotationForecast Of(
        RotationPolicy policy, int toGo, DateTimeOffset from, TimeSpan boot, double? callsPerSecond)
    {
        var atOnce = RotationEstimate.AtOnce(CapacityLimits.Of(policy));
        var pair = boot + policy.InstanceWarmup + policy.DrainTimeout;
        var calls = callsPerSecond is { } rate ? TimeSpan.FromSeconds(atOnce / rate) : TimeSpan.Zero;
        var wave = pair > calls ? pair : calls;
        var checkpoints = CheckpointMath.Checkpoints(policy).Where(count => count < toGo).ToList();
        var finish = End(policy, toGo, atOnce, wave, checkpoints, from);
        var bound = calls > pair
            ? string.Create(CultureInfo.InvariantCulture, $"; the target's calls bind: {callsPerSecond:0.###}/s")
            : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{toGo} instances, {atOnce} at once, {DurationText.Of(wave)} each (boot "
                + $"{DurationText.Of(boot)}, warm-up {DurationText.Of(policy.InstanceWarmup)}, drain "
                + $"{DurationText.Of(policy.DrainTimeout)}{bound}), "
                + $"{checkpoints.Count} checkpoints of {DurationText.Of(policy.CheckpointDelay)}, windows: "
                + $"{policy.Windows.Describe()}");
        return new RotationForecast(finish, text);
    }

    private static DateTimeOffset? End(
        RotationPolicy policy, int toGo, int atOnce, TimeSpan wave, List<int> checkpoints, DateTimeOffset from)
    {
        var (now, done, passed) = (from, 0, 0);
        while (done < toGo)
        {
            if (policy.Windows.NextOpening(now) is not { } opening)
            {
                return null;
            }

            now = opening;
            var closes = policy.Windows.ClosesAt(now);

            // What began within a window is finished outside of it.
            do
            {
                now += wave;
                done += atOnce;
                for (; passed < checkpoints.Count && checkpoints[passed] <= done && done < toGo; passed++)
                {
                    now += policy.CheckpointDelay;
                }
            }
            while (done < toGo && (closes is null || now < closes));
        }

        return now;
    }
}
