using System.Collections.Immutable;
using System.Numerics;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// Which controls are mutated together, so that few boots show of each that its mutation fails its own check and no
/// other (decision 0015): every control is in half of the rounds, and no two in the same ones. So for each pair there
/// is a round with the one and without the other.
/// </summary>
internal static class MutationRounds
{
    /// <summary>How many boots it takes.</summary>
    public const int Count = 8;

    // Of all sizes, half of the rounds leaves the most choices: 70.
    private const int RoundsPerControl = Count / 2;

    /// <summary>The ids to mutate in each round.</summary>
    /// <param name="ids">All controls, each once; at most 70.</param>
    public static ImmutableArray<ImmutableArray<string>> Of(IEnumerable<string> ids)
    {
        var codes = Enumerable.Range(0, 1 << Count)
            .Where(code => BitOperations.PopCount((uint)code) == RoundsPerControl)
            .ToList();
        var controls = ids.Order(StringComparer.Ordinal).ToList();
        Assert.True(controls.Count <= codes.Count, $"{controls.Count} controls need more than {Count} rounds");
        return
        [
            .. Enumerable.Range(0, Count).Select(round => controls
                .Where((_, index) => (codes[index] >> round & 1) == 1)
                .ToImmutableArray()),
        ];
    }
}
