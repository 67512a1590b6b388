using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Cli.Output;

/// <summary>What became of an image by a decision.</summary>
/// <param name="Channels">The channels that name it now.</param>
/// <param name="Pins">Who keeps it.</param>
/// <param name="Marked">Instances that should go because of it.</param>
internal sealed record ImageDecisionAnswer(
    string Id, ImageState State, ImmutableArray<ImageChannel> Channels, ImmutableArray<ImagePin> Pins, int Marked);
