using System.Collections.Immutable;

namespace ImageForge.Engine.Traffic;

/// <summary>One look at every instance of a fleet.</summary>
/// <param name="Instances">Sorted by id; everything that had an address at <paramref name="At"/>.</param>
public sealed record ProbeRound(DateTimeOffset At, ImmutableArray<InstanceProbe> Instances)
{
    /// <summary>How many answered. Draining or new ones too: who answers, serves.</summary>
    public int Serving => Instances.Count(instance => instance.Serving);

    public int Reporting => Instances.Count(instance => instance.Reporting);
}
