using ImageForge.Core.Detection;

namespace ImageForge.Cli.Output;

/// <summary>What became of an instance that a detection took; a time that is null has not come.</summary>
/// <param name="Detection">The detection that took it first.</param>
internal sealed record IncidentAnswer(
    string Detection, DateTimeOffset TakenAt, DateTimeOffset? OutOfServiceAt, DateTimeOffset? IsolatedAt,
    DateTimeOffset? EvidenceAt, string Evidence, string EvidenceSha256, string? Replacement,
    DateTimeOffset? ReplacedAt, DateTimeOffset? RemovedAt)
{
    public static IncidentAnswer Of(DetectionIncident incident) => new(
        incident.Detection, incident.TakenAt, incident.OutOfServiceAt, incident.IsolatedAt, incident.EvidenceAt,
        incident.Evidence, incident.EvidenceSha256, incident.Replacement?.Value, incident.ReplacedAt,
        incident.RemovedAt);
}
