using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>What a build would do, by the package index at hand. Nothing is fetched.</summary>
/// <param name="Version">The version that it would give.</param>
/// <param name="IsThere">True if an earlier build gave it, and its gates let it pass.</param>
/// <param name="Layers">Each with whether it is there already.</param>
/// <param name="Gates">What it would have to pass.</param>
/// <param name="Packages">How many would be installed.</param>
public sealed record BuildPlanAnswer(
    string Version, bool IsThere, ImmutableArray<PlannedLayerLine> Layers, ImmutableArray<string> Gates, int Packages);
