using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>Images that exist as far as a rotation asks: released, with a health probe, built at a time.</summary>
internal sealed class SimulatedArtifacts : IArtifacts
{
    private readonly Dictionary<ArtifactId, ImageArtifact> _artifacts = [];

    public ImageArtifact? Find(ArtifactId id) => _artifacts.GetValueOrDefault(id);

    public ImageArtifact Add(ArtifactId id, DateTimeOffset builtAt) => _artifacts[id] = new ImageArtifact
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
