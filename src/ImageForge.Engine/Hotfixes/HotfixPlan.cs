using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Hotfixes;

/// <summary>A hotfix, decided to the last package before anything is built.</summary>
public sealed record HotfixPlan
{
    /// <summary>Its id; the same again where one that is under way is taken up.</summary>
    public required string Id { get; init; }

    public required HotfixWish Wish { get; init; }

    /// <summary>What was done of it before; null where it is new.</summary>
    public HotfixRecord? Begun { get; init; }

    /// <summary>What is changed, and the builds that do it.</summary>
    public required ImmutableArray<(HotfixImage Change, BuildPlan Build)> Images { get; init; }

    /// <summary>Images that are released and have no part in it, with the reason.</summary>
    public required ImmutableArray<(ArtifactId Image, string Reason)> Unaffected { get; init; }

    /// <summary>Fleets that run what is changed, with how they rotate in an emergency and their instances.</summary>
    public required ImmutableArray<(RotationPolicy Policy, int Instances)> Fleets { get; init; }
}
