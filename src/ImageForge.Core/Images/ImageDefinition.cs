using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Core.Images;

/// <summary>
/// What shall be baked: parsed, valid and composed (<c>extends</c> resolved, controls and sensors looked up).
/// </summary>
public sealed record ImageDefinition
{
    public required ImageName Name { get; init; }
    public string Description { get; init; } = "";

    /// <summary>The chain of parents, nearest first; empty for an image that extends nothing.</summary>
    public ImmutableArray<ImageName> Extends { get; init; } = [];

    public required BaseSystem Base { get; init; }

    /// <summary>Debian package names, sorted and without duplicates, the sensors' packages included.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>Archives of third parties, sorted by name.</summary>
    public ImmutableArray<AptRepository> Repositories { get; init; } = [];

    /// <summary>Local packages, sorted by digest.</summary>
    public ImmutableArray<LocalPackage> Debs { get; init; } = [];

    public ImmutableArray<FileEntry> Files { get; init; } = [];
    public ImmutableArray<UserAccount> Users { get; init; } = [];
    public UnitSelection Units { get; init; } = new();

    /// <summary>The image's own steps in the order in which they run, its parents' first.</summary>
    public ImmutableArray<ImageStep> Steps { get; init; } = [];

    public ImmutableArray<OpenPort> Ports { get; init; } = [];

    /// <summary>Name of the hardening profile, or <c>none</c>.</summary>
    public string HardeningProfile { get; init; } = "none";

    /// <summary>What that profile asks of the gates.</summary>
    public ImageProfile Profile { get; init; } = new() { Id = "none" };

    /// <summary>The profile's controls in the order in which they are applied.</summary>
    public ImmutableArray<HardeningControl> Controls { get; init; } = [];

    public ImmutableArray<SensorDefinition> Sensors { get; init; } = [];

    /// <summary>Names of every credential that its sensors enrol with, sorted.</summary>
    public ImmutableArray<string> Enrolment =>
        [.. Sensors.SelectMany(sensor => sensor.Enrolment).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>How a probe asks whether the application works; null for an image that only others extend.</summary>
    public HealthProbe? Health { get; init; }

    public DiskSettings Disk { get; init; } = new();

    /// <summary>
    /// The attacks that the detection gate runs, sorted by id; empty where the profile asks for no detection.
    /// </summary>
    public ImmutableArray<Scenario> Scenarios { get; init; } = [];

    /// <summary>
    /// Risks accepted for this image, expired ones too. Not part of the wish: they change no byte, only verdicts.
    /// </summary>
    public ImmutableArray<Waiver> Waivers { get; init; } = [];

    /// <summary>
    /// Where known vulnerabilities are learnt of. Not part of the wish: they change no byte, only verdicts.
    /// </summary>
    public ImmutableArray<FeedDefinition> Feeds { get; init; } = [];

    /// <summary>
    /// What was measured of rule sets in ordinary life. Not part of the wish: it is only quoted.
    /// </summary>
    public ImmutableArray<NoiseMeasurement> Noise { get; init; } = [];

    /// <summary>
    /// How it comes to be released. Not part of the wish: it changes no byte, only what becomes of the artifact.
    /// </summary>
    public PromotionPolicy Promotion { get; init; } = new();

    /// <summary>Which built versions are kept. Not part of the wish either.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>When the service builds it anew by itself; null: never, or when a parent is. Not part of the wish.
    /// </summary>
    public RebuildPolicy? Rebuild { get; init; }

    /// <summary>
    /// Digest of the composed definition and of every file in it: says whether the <em>wish</em> changed.
    /// </summary>
    public required Digest Digest { get; init; }
}
