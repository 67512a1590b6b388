using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>Images that exist as far as a rotation asks: released, with a health probe, built at a time.</summary>
internal sealed class SimulatedArtifacts : IArtifacts
{
    /// <summary>How old the next image is when a simulation begins.</summary>
    public static readonly TimeSpan NextAge = TimeSpan.FromHours(1);

    private readonly Dictionary<ArtifactId, ImageArtifact> _artifacts = [];

    public ImageArtifact? Find(ArtifactId id) => _artifacts.GetValueOrDefault(id);

    public Task<ImageArtifact?> FindAsync(ArtifactId id, CancellationToken cancellationToken) =>
        Task.FromResult(Find(id));

    // Nobody decides anything of an image that only a model knows.
    public Task<ImageRevocation?> RevocationOfAsync(ArtifactId id, CancellationToken cancellationToken) =>
        Task.FromResult<ImageRevocation?>(null);

    /// <summary>What a fleet runs when a simulation begins.</summary>
    public static ArtifactId PresentOf(ImageName image) =>
        new(image, Digest.OfFields(image.Value, "the present image"));

    /// <summary>What it shall run.</summary>
    public static ArtifactId NextOf(ImageName image) => new(image, Digest.OfFields(image.Value, "the next image"));

    /// <summary>How old the instances of a fleet are when a simulation begins: evenly spread over their age
    /// limit.</summary>
    /// <param name="number">From 0 to <paramref name="count"/> - 1.</param>
    public static TimeSpan AgeOf(int number, int count, TimeSpan maxAge) => maxAge * (number + 1) / (count + 1);

    public ImageArtifact Add(ArtifactId id, DateTimeOffset builtAt) => _artifacts[id] = Of(id, builtAt);

    public static ImageArtifact Of(ArtifactId id, DateTimeOffset builtAt) => new()
    {
        Id = id,
        Target = "simulated",
        State = ImageState.Released,
        DefinitionDigest = id.PlanDigest,
        Base = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" },
        BuiltAt = builtAt,
        Phases = [],
        Layers = [],
        Packages = [],
        PackageIndexDigest = Digest.OfText(""),
        PackageIndexFetchedAt = builtAt,
        Tools = ImmutableSortedDictionary<string, string>.Empty,
        Files = [],
        Gates = [],
        Ports = [],
        Sensors = [],
        HardeningProfile = "",
        Controls = [],
        Health = new HealthProbe(80, "/"),
        Disk = new DiskSettings(),
    };
}
