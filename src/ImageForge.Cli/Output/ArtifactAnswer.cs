using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;

namespace ImageForge.Cli.Output;

/// <summary>An artifact, as programs read it. The whole of it is the manifest in <paramref name="Folder"/>.</summary>
/// <param name="Id"><c>web@</c> and the first 12 characters of the plan digest.</param>
/// <param name="Channels">The channels that name it now.</param>
/// <param name="Pins">Who keeps it.</param>
/// <param name="Decision">Who last decided its state, and why; null where its gates alone did.</param>
/// <param name="SizeBytes">All shipped files together.</param>
internal sealed record ArtifactAnswer(
    string Id, string Image, string PlanDigest, string DefinitionDigest, ImageState State,
    ImmutableArray<ImageChannel> Channels, ImmutableArray<ImagePin> Pins, ImageDecision? Decision, string Target,
    DateTimeOffset BuiltAt,
    int Packages, string HardeningProfile, ImmutableArray<string> Sensors, ImmutableArray<string> Ports,
    ImmutableArray<ArtifactLayerAnswer> Layers, ImmutableArray<GateResult> Gates, ImmutableArray<PhaseTime> Phases,
    long SizeBytes,
    string Folder)
{
    public static ArtifactAnswer Of(ImageArtifact artifact, ImageHistory history, ArtifactStore artifacts) => new(
        $"{artifact.Id}", artifact.Id.Image.Value, artifact.Id.PlanDigest.Hex, artifact.DefinitionDigest.Hex,
        artifact.State, [.. history.ChannelsOf(artifact.Id)], history.Of(artifact.Id).Pins,
        history.Of(artifact.Id).Decision,
        artifact.Target, artifact.BuiltAt, artifact.Packages.Length, artifact.HardeningProfile, artifact.Sensors,
        [.. artifact.Ports.Select(port => $"{port}")],
        [.. artifact.Layers.Select(layer => new ArtifactLayerAnswer(layer.Name, layer.Key.Hex, layer.Content.Hex))],
        artifact.Gates, artifact.Phases, ArtifactView.SizeOf(artifact), artifacts.FolderOf(artifact.Id));
}
