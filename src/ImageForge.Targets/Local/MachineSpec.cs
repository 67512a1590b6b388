using System.Collections.Immutable;

namespace ImageForge.Targets.Local;

/// <summary>
/// Everything needed to start a virtual machine. Decided before the start and the same at each repetition.
/// </summary>
public sealed record MachineSpec
{
    internal const string SerialLogName = "serial";

    /// <summary>The machine's own folder: socket, pid file, serial console and record lie here. Must exist.</summary>
    public required string Folder { get; init; }

    /// <summary>Name shown in process listings; identity is <see cref="Uuid"/>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Chosen by the caller and kept before the first start: a machine that was started by a process that died before
    /// it could say so is recognised by it.
    /// </summary>
    public required Guid Uuid { get; init; }

    /// <summary>The kernel; the images boot without an initrd from an NVMe root.</summary>
    public required string Kernel { get; init; }

    /// <summary>The root disk, written to by the guest: an overlay or a throw-away copy.</summary>
    public required string Disk { get; init; }

    /// <summary><c>qcow2</c> or <c>raw</c>.</summary>
    public string DiskFormat { get; init; } = "qcow2";

    /// <summary>
    /// An initrd with the driver of a disk that can be set back to a snapshot (NVMe cannot: "non-migratable device").
    /// Such a machine has no network, and stands still instead of ending when its guest powers off or dies. Null: an
    /// ordinary machine.
    /// </summary>
    public string? SnapshotInitrd { get; init; }

    /// <summary>MiB; 192 to 65536.</summary>
    public int MemoryMiB { get; init; } = 384;

    public ImmutableArray<MachineForward> Forwards { get; init; } = [];
    public ImmutableArray<MachineCredential> Credentials { get; init; } = [];
    public ImmutableArray<MachineChannel> Channels { get; init; } = [];

    internal string MonitorSocket => Path.Combine(Folder, QemuMachine.MonitorFileName);
    internal string PidFile => Path.Combine(Folder, QemuMachine.PidFileName);
    internal string RecordFile => Path.Combine(Folder, QemuMachine.RecordFileName);

    /// <summary>The guest's serial console, as a file that grows.</summary>
    public string SerialFile => Path.Combine(Folder, SerialLogName);
}
