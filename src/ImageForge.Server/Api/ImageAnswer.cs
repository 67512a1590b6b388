using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Signing;

namespace ImageForge.Server.Api;

/// <summary>One built version, whole: where it comes from, what it is made of, and what was said of it.</summary>
/// <param name="DecidedBy">Who last decided its state; null where its gates alone did.</param>
/// <param name="Pins">Who keeps it.</param>
/// <param name="Revocation">Why it was revoked; null: it was not.</param>
/// <param name="Definition">SHA-256 of the composed definition.</param>
/// <param name="Lineage">The version that it was made of by a hotfix; null: it was built as a whole.</param>
/// <param name="Packages">How many are installed; `/packages` lists them.</param>
/// <param name="WaiverEndsAt">When the first of the waivers ends that it was released under; null if it needed none.
/// </param>
/// <param name="Signature">Who signed it, and whether all that was signed is here.</param>
/// <param name="Documents">What can be read under `/documents`.</param>
public sealed record ImageAnswer(
    ImageLine Image, string? DecidedBy, string? Decision, DateTimeOffset? DecidedAt, ImmutableArray<ImagePin> Pins,
    ImageRevocation? Revocation, string Target, string Base, string Definition, LineageAnswer? Lineage, int Packages,
    DateTimeOffset PackageIndexFetchedAt, string HardeningProfile, ImmutableArray<string> Controls,
    ImmutableArray<string> Sensors, ImmutableArray<string> Ports, ImmutableArray<LayerLine> Layers,
    ImmutableArray<FileLine> Files, ImmutableArray<GateLine> Gates, DateTimeOffset? WaiverEndsAt,
    ImmutableArray<PhaseTime> Phases, SignatureAnswer Signature, ImmutableArray<string> Documents)
{
    public static ImageAnswer Of(ImageArtifact artifact, ImageHistory history, ArtifactStore artifacts)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(artifacts);
        var record = history.Of(artifact.Id);
        var folder = artifacts.FolderOf(artifact.Id);
        return new(
            ImageLine.Of(artifact, history), record.Decision?.By, record.Decision?.Reason, record.Decision?.At,
            record.Pins, record.Revocation, artifact.Target, $"{artifact.Base.Distribution} {artifact.Base.Suite}",
            artifact.DefinitionDigest.Hex, LineageAnswer.FromHotfix(artifact.Hotfix), artifact.Packages.Length,
            artifact.PackageIndexFetchedAt, artifact.HardeningProfile, artifact.Controls, artifact.Sensors,
            [.. artifact.Ports.Select(port => $"{port}")],
            [.. artifact.Layers.Select(layer => new LayerLine(layer.Name, layer.Key.Hex, layer.Content.Hex))],
            [.. artifact.Files.Select(file => new FileLine(file.Name, file.Size, file.Sha256.Hex))],
            [.. artifact.Gates.Select(GateLine.Of)], artifact.WaiverEndsAt, artifact.Phases,
            new SignatureAnswer(artifacts.SignerOf(artifact.Id), artifacts.IsWhole(artifact)),
            [.. ArtifactSeal.DocumentNames.Where(name => File.Exists(Path.Combine(folder, name)))]);
    }
}
