using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local.Detection;
using Boot = System.Threading.Tasks.Task<(
    ImageForge.Core.Images.GateEvidence Evidence,
    System.Collections.Immutable.ImmutableSortedDictionary<string, string>? Identities)>;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Looks at an artifact: searches its disk, boots throw-away copies, asks them from inside (checks, ports, identities)
/// and from outside (beats, application), and attacks one. All names come from the plan,
/// so the next run clears what a killed one left.
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
            var raw = Path.Combine(NewFolder(InstanceOf(plan)), "disk.raw");
            Report("expand the disk");
            await DiskFormat.ExpandAsync(Path.Combine(folder, "disk.qcow2"), raw, cancellationToken);
            Report("search it for residue");
            var residue = await ResidueSearch.FindAsync(raw, plan, cancellationToken);
            Report("search it for secrets");
            var secrets = await DiskSecrets.FindAsync(raw, plan.Packages, cancellationToken);
            HardeningControl[] controls = [.. GateInjection.Controls(plan)];
            var first = BootAsync(plan, InstanceOf(plan), folder, controls, Report, cancellationToken);

            // Beside the first: its checks keep one core busy for longer than this boot takes.
            var second = BootAsync(plan, CloneOf(plan), folder, [], _ => { }, cancellationToken);
            var attacks = AttackAsync(plan, folder, first, second, Report, cancellationToken);
            await Task.WhenAll(first, second, attacks);
            var (evidence, identities) = await first;
            var (_, others) = await second;
            return evidence with
            {
                Detection = await attacks,
                Residue = residue,
                Secrets = secrets,
                Clones = identities is null || others is null ? null : new CloneEvidence(identities, others),
            };
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
        var isLeft = Instances(plan).Any(instance => Directory.Exists(FolderOf(instance)));
        if (isLeft && LockFile.TryTake(LockPathOf(plan)) is { } held)
        {
            using (held)
            {
                await ClearAsync(plan, cancellationToken);
            }
        }
    }

    // Two machines at once is what two cores carry: the first to attack comes after the clone, the second after the
    // instance that is asked.
    private async Task<DetectionEvidence?> AttackAsync(
        BuildPlan plan, string folder, Boot first, Boot clone, Action<string> report,
        CancellationToken cancellationToken)
    {
        if (plan.Gates.OfType<GatePlan.Detection>().FirstOrDefault() is not { } gate)
        {
            return null;
        }

        if ((await clone).Evidence is { Booted: false } unbooted)
        {
            return new DetectionEvidence("", [], $"the image did not boot: {unbooted.BootFailure}");
        }

        var examination = new ScenarioExamination(plan, gate, report);
        await Task.WhenAll(AttackedOf(plan).Zip([clone, first], TakeAsync));
        return examination.Evidence;

        async Task TakeAsync(InstanceId instance, Boot before)
        {
            await before;
            await examination.TakeAsync(
                folder, () => EmptyFolder(instance), instance.Value, UuidOf(plan, instance), cancellationToken);
        }
    }

    private async Task<(GateEvidence Evidence, ImmutableSortedDictionary<string, string>? Identities)> BootAsync(
        BuildPlan plan, InstanceId instance, string folder, HardeningControl[] controls, Action<string> report,
        CancellationToken cancellationToken)
    {
        var raw = Path.Combine(NewFolder(instance), "disk.raw");
        for (var boot = 1; ; boot++)
        {
            if (!File.Exists(raw))
            {
                await DiskFormat.ExpandAsync(Path.Combine(folder, "disk.qcow2"), raw, cancellationToken);
            }

            await GateInjection.InjectAsync(raw, plan, controls, cancellationToken);
            var spec = await SpecAsync(plan, instance, folder, raw, cancellationToken);
            report("boot");
            var machine = await QemuMachine.StartAsync(spec, cancellationToken);
            var watch = new GateWatch(
                plan, instance, controls.Length, spec, machine, heartbeats, time, report);
            var evidence = await watch.WatchAsync(cancellationToken);
            await machine.QuitAsync(cancellationToken);
            File.Copy(spec.SerialFile, SerialLogOf(instance), overwrite: true);
            if (evidence.Booted || boot == BootsMax)
            {
                return (evidence with { SerialLog = SerialLogOf(instance) }, watch.Identities);
            }

            report($"{evidence.BootFailure}; once more");
            File.Delete(spec.Channels[0].Path);
            File.Delete(raw);
        }
    }

    private async Task<MachineSpec> SpecAsync(
        BuildPlan plan, InstanceId instance, string folder, string raw, CancellationToken cancellationToken)
    {
        var port = await receiver.EnsureAsync(cancellationToken);
        var token = await enrolments.IssueAsync(instance, cancellationToken);
        var machine = Path.GetDirectoryName(raw)!;
        return new MachineSpec
        {
            Folder = machine,
            Name = instance.Value,
            Uuid = UuidOf(plan, instance),
            Kernel = Path.Combine(folder, "vmlinuz"),
            Disk = raw,
            DiskFormat = "raw",
            MemoryMiB = plan.Definition.Disk.MemoryMiB,
            Forwards = plan.Definition.Health is { } health ? [new MachineForward(health.Port)] : [],
            Credentials = [.. InstanceCredentials.Of(instance, token, port, ThrowAway(plan))],
            Channels = [new MachineChannel("imageforge.gate", Path.Combine(machine, "report"))],
        };
    }

    // There is nothing to enrol with in here, and no real value may come near a machine that is examined.
    private static IEnumerable<KeyValuePair<string, string>> ThrowAway(BuildPlan plan) =>
        plan.Definition.Enrolment.Select(name => KeyValuePair.Create(name, RandomNumberGenerator.GetHexString(64)));

    private async Task ClearAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        foreach (var instance in Instances(plan))
        {
            if (Directory.Exists(FolderOf(instance)))
            {
                await QemuMachine.EndAsync(FolderOf(instance), cancellationToken);
                Directory.Delete(FolderOf(instance), recursive: true);
                await receiver.StopAsync(() => ReceiverNeed.Exists(state), cancellationToken);
            }

            await enrolments.ForgetAsync(instance, cancellationToken);
            await heartbeats.ForgetAsync(instance, cancellationToken);
        }
    }

    /// <summary>
    /// Name of the throw-away instance, unlike any that a fleet could choose while the plan is examined.
    /// </summary>
    public static InstanceId InstanceOf(BuildPlan plan) => new($"{Prefix}{plan.Digest.Hex[..8]}");

    /// <summary>Name of the second instance, which the first is compared with.</summary>
    public static InstanceId CloneOf(BuildPlan plan) => new($"{InstanceOf(plan)}-clone");

    /// <summary>Names of the machines that are attacked.</summary>
    public static IEnumerable<InstanceId> AttackedOf(BuildPlan plan) =>
        [new($"{InstanceOf(plan)}-attacked"), new($"{InstanceOf(plan)}-attacked-2")];

    /// <summary>The folders of examinations that run or were left by a killed process.</summary>
    public static IEnumerable<string> Folders(StateDirectory state) =>
        Directory.Exists(state.Temporary) ? Directory.EnumerateDirectories(state.Temporary, $"{Prefix}*") : [];

    private static ImmutableArray<InstanceId> Instances(BuildPlan plan) =>
        [InstanceOf(plan), CloneOf(plan), .. AttackedOf(plan)];

    private static Guid UuidOf(BuildPlan plan, InstanceId instance) =>
        Guid.ParseExact(Digest.OfFields("gate machine", plan.Digest.Hex, instance.Value).Hex[..32], "N");

    private string NewFolder(InstanceId instance) => Directory.CreateDirectory(
        FolderOf(instance), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private string EmptyFolder(InstanceId instance)
    {
        if (Directory.Exists(FolderOf(instance)))
        {
            Directory.Delete(FolderOf(instance), recursive: true);
        }

        return NewFolder(instance);
    }

    private string FolderOf(InstanceId instance) => Path.Combine(state.Temporary, instance.Value);

    // Kept for the person who reads why an image was refused; `gc` takes it.
    private string SerialLogOf(InstanceId instance) => Path.Combine(state.Temporary, $"{instance}.serial");

    private string LockPathOf(BuildPlan plan) => Path.Combine(state.Locks, InstanceOf(plan).Value);
}
