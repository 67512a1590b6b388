using System.Collections.Immutable;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>What a served cloud says of itself.</summary>
/// <param name="Id">Made anew each time a server starts: a cloud that ended never comes back.</param>
/// <param name="Limits">The name of its <see cref="ApiLimits"/>.</param>
/// <param name="OthersShare">Share of every bucket, 0 to below 1, that another tenant takes.</param>
public sealed record CloudCard(
    string Id, DateTimeOffset StartedAt, long Seed, string Limits, double OthersShare,
    ImmutableArray<CloudImage> Images);
