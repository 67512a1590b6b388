using ImageForge.Core.Detection;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Detection;

namespace ImageForge.Server.Api;

/// <summary>A detection as it stands now.</summary>
/// <param name="Detection">Its name.</param>
/// <param name="Techniques">ATT&amp;CK techniques, the main one first.</param>
/// <param name="SeenAt">By the sensor's clock.</param>
/// <param name="ReportedAt">By ours.</param>
/// <param name="By">Who reported it.</param>
/// <param name="Action">What the schedule says.</param>
/// <param name="Taken">True if the instance was marked for it.</param>
/// <param name="Decision">Which rule decided, or why nothing followed.</param>
/// <param name="Incident">What became of the instance; null where detections never took it.</param>
public sealed record DetectionAnswer(
    string Detection, string Fleet, string Instance, string Sensor, string Rule, string[] Techniques,
    DetectionSeverity Severity, DateTimeOffset SeenAt, DateTimeOffset ReportedAt, string Summary, string By,
    DetectionAction Action, bool Taken, string Decision, IncidentAnswer? Incident)
{
    internal static DetectionAnswer Of(DetectionStanding standing) => Of(
        standing.Fleet.Value, standing.Record.Event, standing.Record,
        standing.Incident is { } incident ? IncidentAnswer.Of(incident) : null);

    private static DetectionAnswer Of(
        string fleet, RotationEvent.Detected said, DetectionRecord record, IncidentAnswer? incident) => new(
        said.Detection, fleet, said.Instance.Value, said.Sensor, said.Rule,
        said.Techniques.Split(' ', StringSplitOptions.RemoveEmptyEntries), said.Severity, said.SeenAt,
        record.ReportedAt, said.Summary, said.By, said.Action, said.Taken, said.Decision, incident);
}
