using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local;

/// <summary>What it takes to boot an artifact.</summary>
/// <param name="Disk">Absolute path of the read-only base disk, qcow2.</param>
/// <param name="Kernel">Absolute path of the kernel.</param>
/// <param name="Enrolment">Names of the credentials that its sensors enrol with.</param>
internal sealed record BootDisk(
    string Disk, string Kernel, int MemoryMiB, HealthProbe Health, ImmutableArray<string> Enrolment);
