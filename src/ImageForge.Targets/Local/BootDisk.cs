using ImageForge.Core.Images;

namespace ImageForge.Targets.Local;

/// <summary>What it takes to boot an artifact.</summary>
/// <param name="Disk">Absolute path of the read-only base disk, qcow2.</param>
/// <param name="Kernel">Absolute path of the kernel.</param>
internal sealed record BootDisk(string Disk, string Kernel, int MemoryMiB, HealthProbe Health);
