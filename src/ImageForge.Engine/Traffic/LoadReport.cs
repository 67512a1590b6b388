using System.Collections.Immutable;

namespace ImageForge.Engine.Traffic;

/// <summary>What a load amounted to, so far or in the end.</summary>
public sealed record LoadReport
{
    public required double Rate { get; init; }
    public required TimeSpan Elapsed { get; init; }
    public required long Sent { get; init; }

    /// <summary>Not answered in time, or answered with another status than 2xx (redirects are not followed).</summary>
    public required long Failed { get; init; }

    /// <summary>Answered well.</summary>
    public required long Succeeded { get; init; }

    /// <summary>The first of the failures, in the order they were found.</summary>
    public required ImmutableArray<LoadFailure> FirstFailures { get; init; }

    /// <summary>
    /// Latency of the answered ones, from the moment a request was due: a late start of ours counts too, else a stall
    /// would look like a pause in the load.
    /// </summary>
    public required LatencyPercentiles Latency { get; init; }

    /// <summary>Answers by instance, as far as answers name one.</summary>
    public required ImmutableSortedDictionary<string, long> AnswersByInstance { get; init; }

    /// <summary>What an open loop at this rate sends in this time.</summary>
    public double Expected => Rate * Elapsed.TotalSeconds;
}
