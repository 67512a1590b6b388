using System.Diagnostics;
using System.Globalization;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Turns a plan's layers into the files of an artifact, byte for byte the same each time.</summary>
internal sealed class ImageCapture(StateDirectory state, LayerStore store, BuildNamespace space, TimeProvider time)
{
    private const string Step = "capture";
    private static readonly TimeSpan ScriptLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan OtherCaptureLimit = TimeSpan.FromMinutes(40);

    private static readonly string[] Shipped =
        ["files.sha256", "changelogs.txt", "vmlinuz", "initrd.img", StepFileList.Name, "steps.log"];

    /// <summary>Seals the merged layers and writes disk, kernel and lists into <paramref name="folder"/>.</summary>
    /// <exception cref="TargetException">Sealing or writing the disk failed; the output is in the message.</exception>
    public async Task RunAsync(
        BuildPlan plan, string folder, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var began = Stopwatch.StartNew();
        void Report(string detail) => progress.Report(
            new BuildProgress(Step, StepState.Running, detail, began.Elapsed.TotalSeconds));

        using var held = await LockFile.TakeAsync(
            LockPathOf(plan), OtherCaptureLimit, holder => Report($"waiting for process {holder}"), time,
            cancellationToken);
        var job = JobOf(plan);
        await BuildNamespace.RemoveTreeAsync(job, cancellationToken);
        BuildScripts.WriteTo(Path.Combine(job, "scripts"));
        await File.WriteAllTextAsync(Path.Combine(job, "lowers"), store.TreesOf(plan.Layers), cancellationToken);
        await WriteOwnStepsAsync(plan, job, cancellationToken);
        await WriteTreeAsync(plan, job, Report, cancellationToken);

        var raw = Path.Combine(job, "disk.raw");
        Report("time stamps");
        await DiskTimes.ClampAsync(raw, plan.SourceDateEpoch, cancellationToken);
        Report("compress");
        await DiskFormat.CompressAsync(raw, Path.Combine(folder, "disk.qcow2"), cancellationToken);
        foreach (var name in Shipped.Where(name => File.Exists(Path.Combine(job, "out", name))))
        {
            File.Move(Path.Combine(job, "out", name), Path.Combine(folder, name));
        }

        await BuildNamespace.RemoveTreeAsync(job, CancellationToken.None);
    }

    private async Task WriteOwnStepsAsync(BuildPlan plan, string job, CancellationToken cancellationToken)
    {
        var own = plan.Layers.Where(layer => layer.OwnStep is not null).ToList();
        if (own.Count > 0)
        {
            await File.WriteAllTextAsync(
                Path.Combine(job, "own-steps"),
                string.Concat(own.Select(layer =>
                    $"{layer.Name}\0{Path.GetRelativePath(state.Root, store.FolderOf(layer.Key))}\0")),
                cancellationToken);
        }
    }

    /// <summary>Clears what an unfinished capture left, unless somebody is at it right now.</summary>
    public async Task ForgetUnfinishedAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        if (Directory.Exists(JobOf(plan)) && LockFile.TryTake(LockPathOf(plan)) is { } held)
        {
            using (held)
            {
                await BuildNamespace.RemoveTreeAsync(JobOf(plan), cancellationToken);
            }
        }
    }

    private async Task WriteTreeAsync(
        BuildPlan plan, string job, Action<string> report, CancellationToken cancellationToken)
    {
        const string Phase = "phase ";
        var phase = "mount";
        try
        {
            var relative = Path.GetRelativePath(state.Root, job);
            await space.RunAsync(
                Path.Combine(relative, "scripts", "capture.sh"), [relative], Environment(plan), ScriptLimit,
                said =>
                {
                    if (said.StartsWith(Phase, StringComparison.Ordinal))
                    {
                        phase = said[Phase.Length..];
                        report(phase);
                    }
                },
                cancellationToken);
        }
        catch (ScriptException exception) when (exception.Unfit == "disk")
        {
            throw new TargetException(
                $"the image's files do not fit on its disk of {plan.Definition.Disk.SizeMiB} MiB; raise disk.sizeMiB\n"
                + exception.Output,
                inner: exception);
        }
        catch (ScriptException exception)
        {
            throw new TargetException($"capture, {phase}: {exception.Reason}\n{exception.Output}", inner: exception);
        }
    }

    private static Dictionary<string, string> Environment(BuildPlan plan) => new(StringComparer.Ordinal)
    {
        ["IMAGEFORGE_CANARY"] = plan.Canary,
        ["IMAGEFORGE_IMAGE"] = plan.Artifact.ToString(),
        ["IMAGEFORGE_DISK_MIB"] = plan.Definition.Disk.SizeMiB.ToString(CultureInfo.InvariantCulture),

        // Random in an ordinary mkfs; here the same for the same plan.
        ["IMAGEFORGE_DISK_ID"] = IdOf(plan, "disk"),
        ["IMAGEFORGE_HASH_SEED"] = IdOf(plan, "hash seed"),
        ["SOURCE_DATE_EPOCH"] = plan.SourceDateEpoch.ToString(CultureInfo.InvariantCulture),
    };

    private static string IdOf(BuildPlan plan, string purpose) =>
        Guid.ParseExact(Digest.OfFields(purpose, plan.Digest.Hex).Hex[..32], "N").ToString("D");

    private string JobOf(BuildPlan plan) => Path.Combine(state.Temporary, $"capture-{plan.Digest.Hex}");

    private string LockPathOf(BuildPlan plan) => Path.Combine(state.Locks, $"capture-{plan.Digest.Hex}");
}
