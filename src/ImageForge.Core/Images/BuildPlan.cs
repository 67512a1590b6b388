using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A build decided to the last name before anything runs.</summary>
public sealed record BuildPlan
{
    public required ImageDefinition Definition { get; init; }

    /// <summary>Name of the target the artifact is for: <c>local</c>.</summary>
    public required string Target { get; init; }

    public required ResolvedPackages Packages { get; init; }

    /// <summary>
    /// The hotfix that it is for; null for an ordinary build. Not part of the digest: it says why, not what.
    /// </summary>
    public HotfixOrigin? Hotfix { get; init; }

    /// <summary>Bottom first.</summary>
    public required ImmutableArray<LayerPlan> Layers { get; init; }

    /// <summary>
    /// Ansible and what it needs, over the base: the tree that playbooks are run from. Null where there is no playbook.
    /// </summary>
    public LayerPlan? ToolLayer { get; init; }

    public required ImmutableArray<GatePlan> Gates { get; init; }

    /// <summary>Tools whose version decides the bytes of the disk (<c>mkfs.ext4</c>, <c>qemu-img</c> …).</summary>
    public required ImmutableSortedDictionary<string, string> Tools { get; init; }

    /// <summary>
    /// Unix seconds that every time stamp of the disk is clamped to: <see cref="ResolvedPackages.SuiteReleasedAt"/>. It
    /// does not depend on the definition, else one changed control would make every layer anew.
    /// </summary>
    public required long SourceDateEpoch { get; init; }

    /// <summary>Digest of all of the above but where packages were found: names the artifact.</summary>
    public required Digest Digest { get; init; }

    /// <summary>
    /// A secret-looking text planted while building, which must not be found in the artifact. Derived from the digest.
    /// </summary>
    public required string Canary { get; init; }

    public ArtifactId Artifact => new(Definition.Name, Digest);

    /// <summary>What a layer of this plan stands on, bottom first.</summary>
    public ImmutableArray<LayerPlan> Below(LayerPlan layer) => layer.Key == ToolLayer?.Key
        ? [Layers[0]]
        : [.. Layers.TakeWhile(lower => lower.Key != layer.Key)];
}
