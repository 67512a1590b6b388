using ImageForge.Core.Detection;

namespace ImageForge.Server.Api;

/// <summary>What became of an instance that a detection took; a time that is null has not come.</summary>
/// <param name="Detection">The detection that took it first.</param>
/// <param name="TakenAt">When that was decided.</param>
/// <param name="OutOfServiceAt">When it stopped getting requests.</param>
/// <param name="IsolatedAt">When it was cut off from every network.</param>
/// <param name="EvidenceAt">When a copy of its disk was kept.</param>
/// <param name="Replacement">Who stands in its place.</param>
/// <param name="ReplacedAt">When that one began to serve.</param>
/// <param name="RemovedAt">When it was removed.</param>
/// <param name="SecondsToQuarantine">From what the sensor saw to the isolation.</param>
/// <param name="SecondsToReplacement">From what the sensor saw to the replacement's service.</param>
public sealed record IncidentAnswer(
    string Detection, DateTimeOffset TakenAt, DateTimeOffset? OutOfServiceAt, DateTimeOffset? IsolatedAt,
    DateTimeOffset? EvidenceAt, string Evidence, string EvidenceSha256, string? Replacement,
    DateTimeOffset? ReplacedAt, DateTimeOffset? RemovedAt, double? SecondsToQuarantine, double? SecondsToReplacement)
{
    internal static IncidentAnswer Of(DetectionIncident incident) => new(
        incident.Detection, incident.TakenAt, incident.OutOfServiceAt, incident.IsolatedAt, incident.EvidenceAt,
        incident.Evidence, incident.EvidenceSha256, incident.Replacement?.Value, incident.ReplacedAt,
        incident.RemovedAt, (incident.IsolatedAt - incident.SeenAt)?.TotalSeconds,
        (incident.ReplacedAt - incident.SeenAt)?.TotalSeconds);
}
