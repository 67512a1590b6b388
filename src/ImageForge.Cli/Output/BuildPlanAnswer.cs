using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Cli.Output;

/// <summary><c>build --plan</c>: what would be built.</summary>
/// <param name="Setbacks">Packages that would be older than in what is stable.</param>
internal sealed record BuildPlanAnswer(
    string Id, string PlanDigest, string DefinitionDigest, string Target, ImmutableArray<PlannedLayerAnswer> Layers,
    ImmutableArray<string> Gates, ImmutableArray<PackageAnswer> Packages, DateTimeOffset IndexFetchedAt,
    ImmutableArray<PackageSetback> Setbacks)
{
    public static BuildPlanAnswer Of(
        BuildPlan plan, IBuildTarget target, ImmutableArray<PackageSetback> setbacks) => new(
        $"{plan.Artifact}", plan.Digest.Hex, plan.Definition.Digest.Hex, plan.Target,
        [.. plan.Layers.Select(
            layer => new PlannedLayerAnswer(layer.Name, layer.Key.Hex, layer.Steps.Length, target.HasLayer(layer)))],
        [.. plan.Gates.Select(gate => gate.Name)],
        [.. plan.Packages.Installed.Select(PackageAnswer.Of)],
        plan.Packages.IndexFetchedAt, setbacks);
}
