using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>why</c>: an instance explained.</summary>
/// <param name="Target">The image its fleet goes to, or is on.</param>
/// <param name="Next">The command that the next pass would give it; null if none.</param>
internal sealed record WhyAnswer(
    InstanceAnswer Instance, string Target, string Availability, string? Next, ImmutableArray<HoldAnswer> Holds,
    DateTimeOffset? NextEligibleAt, ImmutableArray<string> Sentences);
