using System.Collections.Immutable;

namespace ImageForge.Targets.Simulated;

/// <summary>What a simulated cloud counted so far.</summary>
public sealed record SimulationCounters
{
    /// <summary>Calls that arrived, refused ones too.</summary>
    public required ImmutableSortedDictionary<ApiAction, long> Calls { get; init; }

    /// <summary>Calls that an empty bucket refused.</summary>
    public required ImmutableSortedDictionary<ApiAction, long> Throttled { get; init; }

    /// <summary>How often each fault occurred.</summary>
    public required ImmutableSortedDictionary<FaultKind, long> Faults { get; init; }

    /// <summary>Instances made, those at the start left out.</summary>
    public required long Launches { get; init; }
}
