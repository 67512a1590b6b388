using System.Text.Json.Serialization;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local;

/// <summary>
/// Why an instance's folder exists: <c>launch.json</c>, there from the folder's first moment to its last. A reimage
/// replaces it once its new machine runs.
/// </summary>
public sealed record InstanceLaunch
{
    public required string Fleet { get; init; }

    /// <summary>The idempotency token of the launch.</summary>
    public required string Token { get; init; }

    public required string ImageName { get; init; }
    public required string PlanDigest { get; init; }

    /// <summary>The machine's UUID, chosen before its first start.</summary>
    public required Guid Uuid { get; init; }

    public required DateTimeOffset LaunchedAt { get; init; }

    /// <summary>How its application is asked; as the image declared it.</summary>
    public required HealthProbe Health { get; init; }

    /// <summary>File name of its root disk. Each reimage has its own: old and new are never mixed up.</summary>
    public string Overlay { get; init; } = "root.qcow2";

    [JsonIgnore]
    public FleetName FleetName => new(Fleet);

    [JsonIgnore]
    public ArtifactId Image => new(new ImageName(ImageName), new Digest(PlanDigest));
}
