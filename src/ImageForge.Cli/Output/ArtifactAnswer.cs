using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Cli.Output;

/// <summary>An artifact, as programs read it. The whole of it is the manifest in <paramref name="Folder"/>.</summary>
/// <param name="Id"><c>web@</c> and the first 12 characters of the plan digest.</param>
/// <param name="SizeBytes">All shipped files together.</param>
internal sealed record ArtifactAnswer(
    string Id, string Image, string PlanDigest, string DefinitionDigest, ImageState State, string Target,
    DateTimeOffset BuiltAt,
    int Packages, string HardeningProfile, ImmutableArray<string> Sensors, ImmutableArray<string> Ports,
    ImmutableArray<ArtifactLayerAnswer> Layers, ImmutableArray<GateResult> Gates, ImmutableArray<PhaseTime> Phases,
    long SizeBytes,
    string Folder)
{
    public static ArtifactAnswer Of(ImageArtifact artifact, ArtifactStore artifacts) => new(
        $"{artifact.Id}", artifact.Id.Image.Value, artifact.Id.PlanDigest.Hex, artifact.DefinitionDigest.Hex,
        artifact.State,
        artifact.Target, artifact.BuiltAt, artifact.Packages.Length, artifact.HardeningProfile, artifact.Sensors,
        [.. artifact.Ports.Select(port => $"{port}")],
        [.. artifact.Layers.Select(layer => new ArtifactLayerAnswer(layer.Name, layer.Key.Hex, layer.Content.Hex))],
        artifact.Gates, artifact.Phases, ArtifactView.SizeOf(artifact), artifacts.FolderOf(artifact.Id));
}
