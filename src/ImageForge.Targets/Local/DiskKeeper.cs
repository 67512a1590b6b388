using ImageForge.Engine;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local;

/// <summary>
/// Copies an instance's disk while its machine is paused, with what was said of it and what it printed.
/// </summary>
internal sealed class DiskKeeper(EvidenceStore store, TimeProvider time)
{
    // 64 GiB, the largest disk, at 100 MB/s.
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(12);

    /// <param name="folder">The instance's; it is drained, isolated or dead, so nobody waits for its answers.</param>
    /// <param name="reason">Why it is to go.</param>
    /// <param name="cancellationToken">Stops; nothing half-made stays.</param>
    /// <exception cref="TargetException">The disk cannot be copied, or the copy is not what was copied.</exception>
    public async Task<EvidenceCopy> KeepAsync(
        InstanceFolder folder, string reason, CancellationToken cancellationToken)
    {
        var launch = folder.Launch ?? throw new TargetException($"nothing says what {folder.Id} is");

        // A process that made one may have died before it could say so. One of a disk before a reimage is another.
        if (store.LatestOf(folder.Id) is { } kept && kept.TakenAt > launch.LaunchedAt && store.Fault(kept) is null)
        {
            return kept;
        }

        var machine = await QemuMachine.FindRunningAsync(folder.Path, cancellationToken);
        try
        {
            if (machine is not null)
            {
                await machine.Monitor.PauseAsync(cancellationToken);
            }

            var at = time.GetUtcNow();
            return await store.AddAsync(folder.Id, at, async (place, name) =>
            {
                var source = folder.OverlayOf(launch);
                var copy = Path.Combine(place, EvidenceStore.DiskName);
                await CopyAsync(source, copy, cancellationToken);
                CopyNotes(folder, place);
                var digest = FileDigest.Of(copy);
                return digest == FileDigest.Of(source)
                    ? new EvidenceCopy(
                        name, launch.FleetName, folder.Id, launch.Image, at, digest, new FileInfo(copy).Length, reason)
                    : throw new TargetException($"the copy of {source} is not what was copied");
            });
        }
        finally
        {
            // Also if an earlier process paused it and died: an isolated one runs on, as whoever looks into it expects.
            if (machine is not null)
            {
                await machine.Monitor.ResumeAsync(CancellationToken.None);
            }
        }
    }

    private static async Task CopyAsync(string source, string copy, CancellationToken cancellationToken)
    {
        var result = await HostCommand.RunAsync(
            "cp", ["--reflink=auto", "--sparse=always", "--", source, copy], CopyLimit, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new TargetException($"the disk {source} cannot be copied: {result.ErrorText}");
        }

        // Nobody writes to it by mistake: a machine that boots it would change what it is to prove.
        File.SetUnixFileMode(copy, UnixFileMode.UserRead);
    }

    private static void CopyNotes(InstanceFolder folder, string place)
    {
        foreach (var note in InstanceFolder.Notes)
        {
            var path = Path.Combine(folder.Path, note);
            if (File.Exists(path))
            {
                File.Copy(path, Path.Combine(place, note));
            }
        }
    }
}
