using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Server.Api;

/// <summary>One built version.</summary>
/// <param name="Id">Such as <c>web@0123456789ab</c>.</param>
/// <param name="Channels">The channels that name it now.</param>
/// <param name="PlanDigest">SHA-256 of its plan, whole.</param>
public sealed record ImageLine(
    string Id, string Image, ImageState State, ImmutableArray<string> Channels, DateTimeOffset BuiltAt,
    string PlanDigest)
{
    public static ImageLine Of(ImageArtifact artifact, ImageHistory history)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return new(
            $"{artifact.Id}", artifact.Id.Image.Value, artifact.State, ChannelsOf(artifact, history), artifact.BuiltAt,
            artifact.Id.PlanDigest.Hex);
    }

    internal static ImmutableArray<string> ChannelsOf(ImageArtifact artifact, ImageHistory history) =>
        [.. history.ChannelsOf(artifact.Id).Select(channel => channel.ToString().ToLowerInvariant())];
}
