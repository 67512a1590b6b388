using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Resilience;

/// <summary>What a target's interface lets the whole account do, as its owner publishes it.</summary>
/// <param name="Name">Whose limits they are, one word.</param>
/// <param name="Commands">The buckets that each kind of command takes from; a kind that is missing is not
/// limited.</param>
/// <param name="Looks">The buckets that looking at the fleet takes from; empty if that is not limited.</param>
public sealed record CallLimits(
    string Name, ImmutableDictionary<CommandKind, ImmutableArray<CallLimit>> Commands, ImmutableArray<CallLimit> Looks)
{
    /// <summary>What is left to others of the account unless somebody says otherwise.</summary>
    public const double OthersShareDefault = 0.3;

    /// <summary>Share of every bucket, 0 to below 1, that is planned for others of the same account.</summary>
    public double OthersShare { get; init; } = OthersShareDefault;

    /// <summary>Instances that one call of a look shows; a larger fleet costs one more call for each so many.</summary>
    public int LookPage { get; init; } = int.MaxValue;

    public ImmutableArray<CallLimit> Of(CommandKind kind) => Commands.GetValueOrDefault(kind, []);
}
