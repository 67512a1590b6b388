using System.Collections.Concurrent;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Builds;

namespace ImageForge.Targets.Local;

/// <summary>
/// Artifacts as something to boot. Each is proved whole once in the life of this process, before its first launch.
/// </summary>
internal sealed class BootDisks(ArtifactStore artifacts)
{
    private readonly ConcurrentDictionary<Digest, bool> _proved = [];

    /// <exception cref="ForgeException">
    /// No such artifact, or a file of it is missing or is not what a trusted key signed.
    /// </exception>
    /// <exception cref="TargetException">A gate refused it, or nothing could tell whether it works.</exception>
    public BootDisk Open(ArtifactId id, CancellationToken cancellationToken)
    {
        var artifact = artifacts.At(id.PlanDigest)
            ?? throw new ForgeException(ForgeError.NotFound, $"there is no image {id}", "see: imageforge image list");
        if (artifact.State == ImageState.Refused)
        {
            throw new TargetException($"a gate refused {id}; only released images are launched");
        }

        var health = artifact.Health
            ?? throw new TargetException($"{id} declares no health check, so nothing could tell whether it works");
        if (!_proved.ContainsKey(id.PlanDigest))
        {
            artifacts.Verify(id, cancellationToken);
            _proved.TryAdd(id.PlanDigest, true);
        }

        var folder = artifacts.FolderOf(id);
        return new BootDisk(
            Path.Combine(folder, "disk.qcow2"), Path.Combine(folder, "vmlinuz"), artifact.Disk.MemoryMiB, health,
            artifact.Enrolment);
    }
}
