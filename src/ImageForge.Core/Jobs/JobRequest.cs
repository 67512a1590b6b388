using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Images;

namespace ImageForge.Core.Jobs;

/// <summary>Work that somebody submits to the service, and that it does in the background.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Build), "build")]
[JsonDerivedType(typeof(Hotfix), "hotfix")]
[JsonDerivedType(typeof(RemoveFleet), "remove-fleet")]
public abstract record JobRequest
{
    private JobRequest() { }

    /// <summary>What `imageforge build` does.</summary>
    /// <param name="Pockets">In place of the definition's; null: those.</param>
    public sealed record Build(string Image, bool Offline, ImmutableArray<Pocket>? Pockets) : JobRequest;

    /// <summary>What `imageforge hotfix` does: every image built and gated, all released, the fleets rotated.</summary>
    /// <param name="Package">A binary or a source package; null: <paramref name="Cve"/> says which.</param>
    /// <param name="Version">Null: the newest.</param>
    /// <param name="Images">Only these; empty: every image with a stable version.</param>
    /// <param name="Fleets">Only these are rotated; empty: all that run what is changed.</param>
    public sealed record Hotfix(
        string? Package, string? Version, string? Cve, ImmutableArray<string> Images, ImmutableArray<string> Fleets,
        bool Offline, string Reason) : JobRequest;

    /// <summary>What `imageforge fleet destroy` does: every instance is terminated, whatever the floor.</summary>
    public sealed record RemoveFleet(string Fleet, string Reason) : JobRequest;
}
