using ImageForge.Core.Fleets;

namespace ImageForge.Core.Detection;

/// <summary>What became of an instance that a detection took.</summary>
/// <param name="Instance">Who.</param>
/// <param name="Detection">The name of the first detection that took it.</param>
/// <param name="SeenAt">When that was seen, by the sensor's clock.</param>
/// <param name="TakenAt">When it came in and was decided upon.</param>
public sealed record DetectionIncident(
    InstanceId Instance, string Detection, DateTimeOffset SeenAt, DateTimeOffset TakenAt)
{
    /// <summary>When it stopped getting requests; null while it does.</summary>
    public DateTimeOffset? OutOfServiceAt { get; init; }

    /// <summary>When it was cut off from every network; null if it is not.</summary>
    public DateTimeOffset? IsolatedAt { get; init; }

    /// <summary>When a copy of its disk was kept; null if none is.</summary>
    public DateTimeOffset? EvidenceAt { get; init; }

    /// <summary>The name of that copy; empty if none is kept.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>SHA-256 of that copy, 64 hex characters; empty if none is kept or somebody else keeps it.</summary>
    public string EvidenceSha256 { get; init; } = "";

    /// <summary>Who was launched after it was taken, and stands for it; null before that.</summary>
    public InstanceId? Replacement { get; init; }

    /// <summary>When that one began to serve; null before.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>When it was removed; null while it is kept.</summary>
    public DateTimeOffset? RemovedAt { get; init; }
}
