using System.Collections.Immutable;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Hotfixes;

/// <summary>What is asked for.</summary>
/// <param name="Images">Only these; empty: every image that has a stable version.</param>
/// <param name="Fleets">Only these are rotated; empty: every fleet that runs a changed image.</param>
public sealed record HotfixRequest(HotfixWish Wish, ImmutableArray<string> Images, ImmutableArray<string> Fleets)
{
    public bool Offline { get; init; }
}
