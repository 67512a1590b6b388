using System.Diagnostics;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Looks at an artifact: searches its disk, boots one throw-away copy, and asks that from inside (checks, ports) and
/// from outside (beats, application). All names come from the plan, so the next run clears what a killed one left.
/// </summary>
internal sealed class GateExamination(
    StateDirectory state, IEnrolments enrolments, IHeartbeats heartbeats, ReceiverProcess receiver, TimeProvider time)
{
    private const string Step = "gates";
    private const string Prefix = "gate-";

    // The kernel's timer check fails by itself about once in 130 boots under emulation.
    private const int BootsMax = 2;

    private static readonly TimeSpan OtherExaminationLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CleanupLimit = TimeSpan.FromSeconds(60);

    public async Task<GateEvidence> RunAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var began = Stopwatch.StartNew();
        void Report(string detail) => progress.Report(
            new BuildProgress(Step, StepState.Running, detail, began.Elapsed.TotalSeconds));

        using var held = await LockFile.TakeAsync(
            LockPathOf(plan), OtherExaminationLimit, holder => Report($"waiting for process {holder}"), time,
            cancellationToken);
        await ClearAsync(plan, cancellationToken);
        try
        {
            var machine = Directory.CreateDirectory(
                FolderOf(plan), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
            var raw = Path.Combine(machine, "disk.raw");
            Report("expand the disk");
            await DiskFormat.ExpandAsync(Path.Combine(folder, "disk.qcow2"), raw, cancellationToken);
            Report("search it for residue");
            var residue = await ResidueSearch.FindAsync(raw, plan, cancellationToken);
            Report("search it for secrets");
            var secrets = await DiskSecrets.FindAsync(raw, plan.Packages, cancellationToken);
            var evidence = await BootAsync(plan, folder, raw, Report, cancellationToken);
            return evidence with { Residue = residue, Secrets = secrets };
        }
        finally
        {
            // No caller's token: it may be the reason why we are here, and a machine would run on.
            using var limit = new CancellationTokenSource(CleanupLimit, time);
            await ClearAsync(plan, limit.Token);
        }
    }

    /// <summary>
    /// Ends the machine of an unfinished examination and removes what it left, unless somebody is at it right now.
    /// </summary>
    public async Task ForgetUnfinishedAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        if (Directory.Exists(FolderOf(plan)) && LockFile.TryTake(LockPathOf(plan)) is { } held)
        {
            using (held)
            {
                await ClearAsync(plan, cancellationToken);
            }
        }
    }

    private async Task<GateEvidence> BootAsync(
        BuildPlan plan, string folder, string raw, Action<string> report, CancellationToken cancellationToken)
    {
        for (var boot = 1; ; boot++)
        {
            await GateInjection.InjectAsync(raw, Path.GetDirectoryName(raw)!, plan, cancellationToken);
            var spec = await SpecAsync(plan, folder, raw, cancellationToken);
            report("boot");
            var machine = await QemuMachine.StartAsync(spec, cancellationToken);
            var watch = new GateWatch(plan, spec, machine, heartbeats, time, report);
            var evidence = await watch.WatchAsync(cancellationToken);
            await machine.QuitAsync(cancellationToken);
            File.Copy(spec.SerialFile, SerialLogOf(plan), overwrite: true);
            if (evidence.Booted || boot == BootsMax)
            {
                return evidence with { SerialLog = SerialLogOf(plan) };
            }

            report($"{evidence.BootFailure}; once more");
            File.Delete(spec.Channels[0].Path);
            File.Delete(raw);
            await DiskFormat.ExpandAsync(Path.Combine(folder, "disk.qcow2"), raw, cancellationToken);
        }
    }

    private async Task<MachineSpec> SpecAsync(
        BuildPlan plan, string folder, string raw, CancellationToken cancellationToken)
    {
        var instance = InstanceOf(plan);
        var port = await receiver.EnsureAsync(cancellationToken);
        var token = await enrolments.IssueAsync(instance, cancellationToken);
        var machine = Path.GetDirectoryName(raw)!;
        return new MachineSpec
        {
            Folder = machine,
            Name = instance.Value,
            Uuid = UuidOf(plan),
            Kernel = Path.Combine(folder, "vmlinuz"),
            Disk = raw,
            DiskFormat = "raw",
            MemoryMiB = plan.Definition.Disk.MemoryMiB,
            Forwards = plan.Definition.Health is { } health ? [new MachineForward(health.Port)] : [],
            Credentials = [.. InstanceCredentials.Of(instance, token, port)],
            Channels = [new MachineChannel("imageforge.gate", Path.Combine(machine, "report"))],
        };
    }

    private async Task ClearAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        if (Directory.Exists(FolderOf(plan)))
        {
            await QemuMachine.EndAsync(FolderOf(plan), cancellationToken);
            Directory.Delete(FolderOf(plan), recursive: true);
            await receiver.StopAsync(() => ReceiverNeed.Exists(state), cancellationToken);
        }

        await enrolments.ForgetAsync(InstanceOf(plan), cancellationToken);
        await heartbeats.ForgetAsync(InstanceOf(plan), cancellationToken);
    }

    /// <summary>
    /// Name of the throw-away instance, unlike any that a fleet could choose while the plan is examined.
    /// </summary>
    public static InstanceId InstanceOf(BuildPlan plan) => new($"{Prefix}{plan.Digest.Hex[..8]}");

    /// <summary>The folders of examinations that run or were left by a killed process.</summary>
    public static IEnumerable<string> Folders(StateDirectory state) =>
        Directory.Exists(state.Temporary) ? Directory.EnumerateDirectories(state.Temporary, $"{Prefix}*") : [];

    private static Guid UuidOf(BuildPlan plan) =>
        Guid.ParseExact(Digest.OfFields("gate machine", plan.Digest.Hex).Hex[..32], "N");

    private string FolderOf(BuildPlan plan) => Path.Combine(state.Temporary, InstanceOf(plan).Value);

    // Kept for the person who reads why an image was refused; `gc` takes it.
    private string SerialLogOf(BuildPlan plan) => Path.Combine(state.Temporary, $"{InstanceOf(plan)}.serial");

    private string LockPathOf(BuildPlan plan) => Path.Combine(state.Locks, InstanceOf(plan).Value);
}
