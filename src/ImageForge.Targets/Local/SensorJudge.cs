using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local;

/// <summary>
/// What beats say about sensors. Silence is an instance's own only if the receiver could hear it and the others are
/// heard: otherwise nothing is known.
/// </summary>
internal static class SensorJudge
{
    // Above max(1, this) silent at once the cause is not the instances.
    private const int SilentPercentageMax = 30;

    /// <summary>The health of whatever can only be asked, or heard, by network.</summary>
    public static readonly HealthView NoNetwork = new(HealthState.Unhealthy, "cut off from every network");

    /// <param name="instances">Running instances with the image each was launched on and its last beat.</param>
    /// <param name="receiverSince">Since when the receiver listens; null if it does not run.</param>
    /// <param name="now">The moment of judgement, by the clock that stamped the beats.</param>
    public static Dictionary<InstanceId, SensorView> Judge(
        IReadOnlyCollection<(InstanceId Id, ArtifactId Image, Heartbeat? Beat)> instances,
        DateTimeOffset? receiverSince, DateTimeOffset now)
    {
        var reporting = instances.Where(instance => instance.Beat is not null).ToList();
        var silent = reporting.Count(instance => IsSilent(instance.Beat!, now));
        var deaf = receiverSince switch
        {
            null => "the receiver does not run",
            { } since when now - since < HeartbeatTiming.GapAfter => "the receiver has just begun to listen",
            _ when silent > Math.Max(1, reporting.Count * SilentPercentageMax / 100) =>
                $"{silent} of {reporting.Count} fell silent at once",
            _ => null,
        };
        return instances.ToDictionary(
            instance => instance.Id,
            instance => View(instance.Beat, Judge(instance.Image, instance.Beat, deaf, now), now));
    }

    /// <summary>
    /// What is known of an instance without a network. Kept apart from the others: its silence says nothing of them.
    /// </summary>
    public static SensorView CutOff(Heartbeat? beat, DateTimeOffset now) => View(beat, NoNetwork, now);

    private static SensorView View(Heartbeat? beat, HealthView health, DateTimeOffset now) =>
        new(health, beat?.ReceivedAt, beat is not null && IsSilent(beat, now));

    private static HealthView Judge(ArtifactId image, Heartbeat? beat, string? deaf, DateTimeOffset now)
    {
        if (beat is null)
        {
            return new HealthView(HealthState.Unhealthy, "no beat yet");
        }

        if (IsSilent(beat, now))
        {
            var age = $"no beat for {(now - beat.ReceivedAt).TotalSeconds:0} s";
            return deaf is null
                ? new HealthView(HealthState.Unhealthy, age)
                : new HealthView(HealthState.Unknown, $"{age}; {deaf}");
        }

        if (beat.Image != image.ToString())
        {
            return new HealthView(HealthState.Unhealthy, $"reports image {beat.Image}, was launched on {image}");
        }

        if (beat.Sensors.IsEmpty)
        {
            return new HealthView(HealthState.Unhealthy, "reports no sensor");
        }

        var sick = beat.Sensors.Where(sensor => !sensor.Value.Healthy).ToList();
        return new HealthView(
            sick.Count == 0 ? HealthState.Healthy : HealthState.Unhealthy,
            string.Join("; ", (sick.Count == 0 ? beat.Sensors : sick.AsEnumerable())
                .Select(sensor => $"{sensor.Key}: {sensor.Value.State}")));
    }

    private static bool IsSilent(Heartbeat beat, DateTimeOffset now) =>
        now - beat.ReceivedAt >= HeartbeatTiming.GapAfter;
}
