using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Engine.Builds;

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>
/// The local target but for its gates: real layers and disks, and evidence that nobody had to boot for.
/// </summary>
internal sealed class UnbootedTarget(IBuildTarget real) : IBuildTarget
{
    public string Name => real.Name;

    public IReadOnlyList<ProvisionStep> TargetSteps => real.TargetSteps;

    public IReadOnlyList<string> TargetPackages(BaseSystem baseSystem) => real.TargetPackages(baseSystem);

    public Task<IReadOnlyDictionary<string, string>> ToolVersionsAsync(CancellationToken cancellationToken) =>
        real.ToolVersionsAsync(cancellationToken);

    public bool HasLayer(LayerPlan layer) => real.HasLayer(layer);

    public Task<Digest> EnsureLayerAsync(
        BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles,
        IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        real.EnsureLayerAsync(plan, layer, packageFiles, progress, cancellationToken);

    public Task CaptureAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        real.CaptureAsync(plan, folder, progress, cancellationToken);

    public Task<GateEvidence> ExamineAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        Task.FromResult(new GateEvidence
        {
            Booted = true,
            Checks = ImmutableSortedDictionary<string, ScriptOutcome>.Empty,
            Listening = plan.Definition.Ports,
            Sensors = ImmutableSortedDictionary<string, SensorReading>.Empty,
            Clones = new CloneEvidence(Identities(plan, "first"), Identities(plan, "second")),
            Residue = [],
            Secrets = [],
        });

    public Task<DiskDifference> CompareDisksAsync(
        string published, string rebuilt, string scratch, CancellationToken cancellationToken) =>
        real.CompareDisksAsync(published, rebuilt, scratch, cancellationToken);

    public Task UndoAsync(BuildPlan plan, CancellationToken cancellationToken) =>
        real.UndoAsync(plan, cancellationToken);

    private static ImmutableSortedDictionary<string, string> Identities(BuildPlan plan, string instance) =>
        plan.Gates.OfType<GatePlan.Clones>().SelectMany(gate => gate.Identities)
            .ToImmutableSortedDictionary(path => path.Replace('*', 'x'), path => $"{path} of the {instance}");
}
