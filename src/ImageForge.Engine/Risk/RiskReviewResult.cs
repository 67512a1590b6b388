using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Risk;

/// <summary>What one review came to.</summary>
/// <param name="Feeds">What was at hand of each feed of packages, by suite asked for.</param>
/// <param name="Images">Each image with what is news of it.</param>
/// <param name="Marked">Fleets with the number of instances for which something is news.</param>
/// <param name="Warnings">What could not be looked at, for people.</param>
public sealed record RiskReviewResult(
    ImmutableArray<FeedReading> Feeds, ImmutableArray<(ImageName Image, ImmutableArray<RiskEvent> News)> Images,
    ImmutableArray<(FleetName Fleet, int Instances)> Marked, ImmutableArray<string> Warnings);
