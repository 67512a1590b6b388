using System.Collections.Immutable;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Server.Api;

/// <summary>A version after somebody's word.</summary>
/// <param name="Pins">Who keeps it.</param>
/// <param name="Marked">Fleets in which instances should go by this word.</param>
public sealed record ImageDecisionAnswer(
    ImageLine Image, ImmutableArray<ImagePin> Pins, ImmutableArray<MarkedFleet> Marked);
