using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Builds images on this machine: layers as overlays in namespaces of their own, a disk without loop devices, and a
/// throw-away virtual machine that proves it. Works as root, and as an ordinary user where user namespaces are allowed.
/// </summary>
public sealed class LocalBuildTarget : IBuildTarget
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Tools = new(StringComparer.Ordinal)
    {
        ["mmdebstrap"] = ["--version"],
        ["mkfs.ext4"] = ["-V"],
        ["debugfs"] = ["-V"],
        ["qemu-img"] = ["--version"],
    };

    private readonly StateDirectory _state;
    private readonly LayerStore _layers;
    private readonly LayerBuilder _builder;
    private readonly ImageCapture _capture;
    private readonly GateExamination _examination;

    /// <param name="state">Where layers, work in progress and locks lie.</param>
    /// <param name="enrolments">Gives the throw-away instance its token.</param>
    /// <param name="heartbeats">Where that instance's sensors are read.</param>
    /// <param name="time">Whose clock waits go by.</param>
    public LocalBuildTarget(StateDirectory state, IEnrolments enrolments, IHeartbeats heartbeats, TimeProvider time)
    {
        var space = new BuildNamespace(state);
        _state = state;
        _layers = new LayerStore(state, space, time);
        _builder = new LayerBuilder(state, _layers, space);
        _capture = new ImageCapture(state, _layers, space, time);
        _examination = new GateExamination(state, enrolments, heartbeats, new ReceiverProcess(state), time);
    }

    public string Name => "local";

    /// <summary>
    /// Removes a tree of layers, whose entries may belong to users that exist only in the build's namespace.
    /// </summary>
    public static Task RemoveTreeAsync(string path, CancellationToken cancellationToken) =>
        BuildNamespace.RemoveTreeAsync(path, cancellationToken);

    public IReadOnlyList<ProvisionStep> TargetSteps => LeanBoot.Steps;

    public IReadOnlyList<string> TargetPackages(BaseSystem baseSystem) => LeanBoot.Packages(baseSystem);

    public async Task<IReadOnlyDictionary<string, string>> ToolVersionsAsync(CancellationToken cancellationToken)
    {
        var versions = await new ToolVersions(_state).OfAsync(Tools, cancellationToken);
        return versions.Add("imageforge-build", BuildScripts.Digest.Short);
    }

    public bool HasLayer(LayerPlan layer) => _layers.Has(layer.Key);

    public async Task<Digest> EnsureLayerAsync(
        BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles,
        IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        void Report(string detail) => progress.Report(
            new BuildProgress($"layer {layer.Name}", StepState.Running, detail, 0));
        using var held = await _layers.LockAsync(
            layer.Key, holder => Report($"waiting for process {holder}"), cancellationToken);
        if (_layers.Has(layer.Key) && await _layers.VerifyAsync(layer, Report, cancellationToken) is { } content)
        {
            return content;
        }

        // Only now: whoever finds every playbook's layer in the cache needs no Ansible.
        if (layer.OwnStep is ImageStep.Playbook && plan.ToolLayer is { } tools)
        {
            await EnsureLayerAsync(plan, tools, packageFiles, progress, cancellationToken);
        }

        return await _builder.BuildAsync(plan, layer, packageFiles, progress, cancellationToken);
    }

    public Task CaptureAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        _capture.RunAsync(plan, folder, progress, cancellationToken);

    public Task<GateEvidence> ExamineAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        _examination.RunAsync(plan, folder, progress, cancellationToken);

    public Task<DiskDifference> CompareDisksAsync(
        string published, string rebuilt, string scratch, CancellationToken cancellationToken) =>
        DiskComparison.RunAsync(
            Path.Combine(published, ArtifactStore.DiskName), Path.Combine(rebuilt, ArtifactStore.DiskName), scratch,
            cancellationToken);

    public async Task UndoAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        await _examination.ForgetUnfinishedAsync(plan, cancellationToken);
        foreach (var layer in plan.Layers.Concat(plan.ToolLayer is { } tools ? [tools] : []))
        {
            await _layers.ForgetUnfinishedAsync(layer.Key, cancellationToken);
        }

        await _capture.ForgetUnfinishedAsync(plan, cancellationToken);
    }
}
