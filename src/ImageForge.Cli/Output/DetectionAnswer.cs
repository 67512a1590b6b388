using ImageForge.Core.Rotations;
using ImageForge.Engine.Detection;

namespace ImageForge.Cli.Output;

/// <summary>A detection as it stands now.</summary>
/// <param name="SeenAt">By the sensor's clock.</param>
/// <param name="ReportedAt">By ours.</param>
/// <param name="Taken">True if the instance was marked for it.</param>
/// <param name="Incident">What became of the instance; null where detections never took it.</param>
internal sealed record DetectionAnswer(
    string Detection, string Fleet, string Instance, string Sensor, string Rule, string[] Techniques,
    DetectionSeverity Severity, DateTimeOffset SeenAt, DateTimeOffset ReportedAt, string Summary, string By,
    DetectionAction Action, bool Taken, string Decision, IncidentAnswer? Incident)
{
    public static DetectionAnswer Of(DetectionStanding standing)
    {
        var said = standing.Record.Event;
        return new(
            said.Detection, standing.Fleet.Value, said.Instance.Value, said.Sensor, said.Rule,
            said.Techniques.Split(' ', StringSplitOptions.RemoveEmptyEntries), said.Severity, said.SeenAt,
            standing.Record.ReportedAt, said.Summary, said.By, said.Action, said.Taken, said.Decision,
            standing.Incident is { } incident ? IncidentAnswer.Of(incident) : null);
    }
}
