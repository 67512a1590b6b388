using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Images;

/// <summary>What came out of a build: the manifest beside the disk.</summary>
public sealed record ImageArtifact
{
    public required ArtifactId Id { get; init; }
    public required string Target { get; init; }
    public required ImageState State { get; init; }
    public required Digest DefinitionDigest { get; init; }
    public required BaseSystem Base { get; init; }
    public required DateTimeOffset BuiltAt { get; init; }

    /// <summary>Wall seconds of each phase, in the order they ran.</summary>
    public required ImmutableArray<PhaseTime> Phases { get; init; }

    public required ImmutableArray<ArtifactLayer> Layers { get; init; }

    /// <summary>What each of the image's own steps left, in the order in which they ran.</summary>
    public ImmutableArray<ArtifactStep> Steps { get; init; } = [];

    /// <summary>Every installed package, sorted by name.</summary>
    public required ImmutableArray<PackageVersion> Packages { get; init; }

    /// <summary>What it was made of by hotfixes; null where it was built as a whole.</summary>
    public HotfixOrigin? Hotfix { get; init; }

    public required Digest PackageIndexDigest { get; init; }
    public required DateTimeOffset PackageIndexFetchedAt { get; init; }
    public required ImmutableSortedDictionary<string, string> Tools { get; init; }

    /// <summary>
    /// Files shipped beside the manifest: <c>disk.qcow2</c>, <c>vmlinuz</c>, <c>initrd.img</c> where one was asked for,
    /// <c>files.sha256</c>, <c>changelogs.json</c>, <c>packages.json</c>, <c>steps.log</c> where the image has steps of
    /// its own.
    /// </summary>
    public required ImmutableArray<ArtifactFile> Files { get; init; }

    public required ImmutableArray<GateResult> Gates { get; init; }

    /// <summary>When the first of the waivers ends that it was released under; null if it needed none.</summary>
    [JsonIgnore]
    public DateTimeOffset? WaiverEndsAt =>
        Gates.SelectMany(gate => gate.Waived).Min(waived => (DateTimeOffset?)waived.Until);

    /// <summary>
    /// True if a waiver that it was released under has ended and its gates were not asked again since.
    /// </summary>
    public bool IsWaiverOver(DateTimeOffset at) => WaiverEndsAt <= at;

    /// <summary>What its sensor was seen to detect; null where nobody attacked it.</summary>
    [JsonIgnore]
    public DetectionReport? Detection =>
        Gates.Select(gate => gate.Detection).OfType<DetectionReport>().FirstOrDefault();

    public required ImmutableArray<OpenPort> Ports { get; init; }
    public required ImmutableArray<string> Sensors { get; init; }

    /// <summary>Names of the credentials that its sensors enrol with; no instance is started without them.</summary>
    public ImmutableArray<string> Enrolment
    {
        // A manifest of before they were asked for names none.
        get => field.IsDefault ? [] : field;
        init;
    }

    public required string HardeningProfile { get; init; }

    /// <summary>Ids of the profile's controls, in the order in which they were applied.</summary>
    public required ImmutableArray<string> Controls { get; init; }

    public required HealthProbe? Health { get; init; }
    public required DiskSettings Disk { get; init; }
}
