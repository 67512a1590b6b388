using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Core.Rotations;

/// <summary>One place that the rotation fills.</summary>
/// <param name="Number">From 0 in each rotation.</param>
/// <param name="Replaces">The instance that leaves for it; null when it only adds capacity.</param>
/// <param name="Attempts">The instances launched for it, in order; never empty. Only the last can be wanted.</param>
public sealed record SlotRecord(int Number, InstanceId? Replaces, ImmutableArray<InstanceId> Attempts)
{
    public InstanceId Latest => Attempts[^1];
}
