using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Tests.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>
/// A build target in memory: layers are remembered, disks are short texts. Writes down every call, and does at a step
/// whatever the test asks for.
/// </summary>
internal sealed class ScriptedTarget : IBuildTarget
{
    private readonly ConcurrentDictionary<Digest, Digest> _layers = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>
    /// Asked before each call with its name (<c>layer base</c>, <c>capture</c>, <c>examine</c>, <c>undo</c>).
    /// </summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public Func<BuildPlan, GateEvidence> Evidence { get; set; } = Healthy;

    /// <summary>Bytes of <c>/etc/hosts</c> on the next disk.</summary>
    public string Hosts { get; set; } = "127.0.0.1 localhost";

    public Dictionary<string, string> Tools { get; } = [];

    public string Name => "local";

    public IReadOnlyList<ProvisionStep> TargetSteps => [];

    public static GateEvidence Healthy(BuildPlan plan) => new()
    {
        Booted = true,
        Checks = plan.Definition.Controls.ToImmutableSortedDictionary(
            control => control.Id, _ => new ScriptOutcome(0, "")),
        Listening = plan.Definition.Ports,
        Sensors = plan.Definition.Sensors.ToImmutableSortedDictionary(
            sensor => sensor.Id, _ => new SensorReading(true, "running", null)),
        ApplicationStatus = 200,
        Clones = new CloneEvidence(Identities(plan, "first"), Identities(plan, "second")),
        Detection = Attacks.Evidence([.. plan.Definition.Scenarios.Select(scenario => Attacks.Seen(scenario.Id))]),
        Residue = [],
        Secrets = [],
    };

    private static ImmutableSortedDictionary<string, string> Identities(BuildPlan plan, string instance) =>
        plan.Gates.OfType<GatePlan.Clones>().SelectMany(gate => gate.Identities)
            .ToImmutableSortedDictionary(path => path, path => $"{path} of the {instance}");

    public IReadOnlyList<string> TargetPackages(BaseSystem baseSystem) => [];

    public Task<IReadOnlyDictionary<string, string>> ToolVersionsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(Tools);

    public bool HasLayer(LayerPlan layer) => _layers.ContainsKey(layer.Key);

    public async Task<Digest> EnsureLayerAsync(
        BuildPlan plan, LayerPlan layer, IReadOnlyDictionary<Digest, string> packageFiles,
        IProgress<BuildProgress> progress,
        CancellationToken cancellationToken)
    {
        if (_layers.TryGetValue(layer.Key, out var cached))
        {
            return cached;
        }

        await CallAsync($"layer {layer.Name}", cancellationToken);
        var installed = layer.Steps.OfType<ProvisionStep.InstallPackages>().SelectMany(step => step.Packages);
        Assert.All(installed, package => Assert.True(File.Exists(packageFiles[package.Sha256])));
        return _layers.GetOrAdd(layer.Key, key => Digest.OfFields("content", key.Hex));
    }

    public async Task CaptureAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "disk.qcow2"), "half a d", cancellationToken);
        await CallAsync("capture", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "disk.qcow2"), $"disk of {plan.Digest.Hex} with {Hosts}",
            cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "files.sha256"), $"{Digest.OfText(Hosts).Hex} 0644 0 0 /etc/hosts\n",
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "vmlinuz"), "kernel", cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "changelogs.txt"),
            "@ nginx-light\nnginx (1.22.1-9+deb12u1) bookworm; urgency=medium\n  * Fix CVE-2026-0001\n",
            cancellationToken);
    }

    public async Task<GateEvidence> ExamineAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        await CallAsync("examine", cancellationToken);
        Assert.True(File.Exists(Path.Combine(folder, "disk.qcow2")));
        return Evidence(plan);
    }

    public async Task<DiskDifference> CompareDisksAsync(
        string published, string rebuilt, string scratch, CancellationToken cancellationToken)
    {
        await CallAsync("compare disks", cancellationToken);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch));
        return new DiskDifference(Offset: 4096, Blocks: 1, Paths: ["/etc/hosts"]);
    }

    public Task UndoAsync(BuildPlan plan, CancellationToken cancellationToken) => CallAsync("undo", cancellationToken);

    private async Task CallAsync(string call, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        await Before(call, cancellationToken);
    }
}
