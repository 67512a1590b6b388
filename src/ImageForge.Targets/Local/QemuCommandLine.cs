using System.Collections.Immutable;
using System.Globalization;

namespace ImageForge.Targets.Local;

/// <summary>
/// The command line of a machine. The kernel has ext4 and NVMe built in, so an NVMe root boots without an initrd and
/// PID 1 still reads SMBIOS credentials: the lean boot costs 7 to 9 CPU seconds under emulation instead of more than
/// 20.
/// </summary>
internal static class QemuCommandLine
{
    public const string Executable = "qemu-system-x86_64";

    private const string UserNetwork = "n";

    // No network, and the machine stands still where its guest powers off.
    private static readonly string[] SnapshotDevices =
        ["-device", "virtio-blk-pci,drive=root", "-action", "shutdown=pause"];

    /// <summary>Every network a machine has, by the id that its monitor knows.</summary>
    public static readonly ImmutableArray<string> Networks = [UserNetwork];

    // no_timer_check: under emulation on starved cores the kernel's timer check fails and the guest hangs at full CPU.
    // panic=1 with -no-reboot makes a panic an exit, which is seen.
    private const string KernelArguments =
        "rootfstype=ext4 rw console=ttyS0 quiet loglevel=3 net.ifnames=0 systemd.show_status=0 no_timer_check panic=1";

    /// <param name="ports">Port on this machine by port in the guest.</param>
    /// <param name="secretFiles">Where each secret credential was written, by credential name.</param>
    public static IReadOnlyList<string> Build(
        MachineSpec spec, Acceleration acceleration, IReadOnlyDictionary<int, int> ports,
        IReadOnlyDictionary<string, string> secretFiles)
    {
        List<string> line =
        [
            "-name", Escape(spec.Name), "-uuid", spec.Uuid.ToString("D"),
            "-M", "pc,usb=off,vmport=off,hpet=off",
            .. ProcessorArguments(acceleration),
            "-m", spec.MemoryMiB.ToString(CultureInfo.InvariantCulture), "-smp", "1",
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-kernel", spec.Kernel,
            .. spec.SnapshotInitrd is { } initrd
                ? (string[])["-append", KernelArguments, "-initrd", initrd]
                : ["-append", $"root=/dev/nvme0n1 {KernelArguments}"],
            "-blockdev",
            $"driver={spec.DiskFormat},node-name=root,discard=unmap,file.driver=file,file.filename={Escape(spec.Disk)}",
            .. spec.SnapshotInitrd is null ? OrdinaryDevices(spec, ports) : SnapshotDevices,
            "-serial", $"file:{spec.SerialFile}",
            "-qmp", $"unix:{Escape(spec.MonitorSocket)},server=on,wait=off",
        ];
        foreach (var credential in spec.Credentials)
        {
            line.Add("-smbios");
            line.Add(credential.IsSecret
                ? $"type=11,path={Escape(secretFiles[credential.Name])}"
                : $"type=11,value={Escape(CredentialText(credential))}");
        }

        if (spec.Channels.Length > 0)
        {
            line.AddRange(["-device", "virtio-serial-pci"]);
        }

        foreach (var (channel, index) in spec.Channels.Select((channel, index) => (channel, index)))
        {
            var backend = channel.IsSocket
                ? $"socket,id=c{index},path={Escape(channel.Path)},server=on,wait=off"
                : $"file,id=c{index},path={Escape(channel.Path)}";
            line.AddRange(
                ["-chardev", backend, "-device", $"virtserialport,chardev=c{index},name={Escape(channel.Name)}"]);
        }

        line.AddRange(["-daemonize", "-pidfile", spec.PidFile]);
        return line;
    }

    private static string[] OrdinaryDevices(MachineSpec spec, IReadOnlyDictionary<int, int> ports) =>
    [
        "-device", "nvme,drive=root,serial=root", "-netdev",
        string.Join(
            ",", ["user", $"id={UserNetwork}", .. spec.Forwards.Select(forward => ForwardRule(forward, ports))]),
        "-device", $"virtio-net-pci,netdev={UserNetwork},romfile=",
    ];

    /// <summary>What systemd in the guest parses.</summary>
    public static string CredentialText(MachineCredential credential) =>
        $"io.systemd.credential:{credential.Name}={credential.Value}";

    /// <summary>The text QEMU repeats when it cannot have the port.</summary>
    public static string ForwardRuleText(int hostPort, int guestPort) => $"tcp:127.0.0.1:{hostPort}-:{guestPort}";

    private static string ForwardRule(MachineForward forward, IReadOnlyDictionary<int, int> ports) =>
        "hostfwd=" + ForwardRuleText(ports[forward.GuestPort], forward.GuestPort);

    // EPYC: an Intel model would cost page-table isolation on every system call. tb-size 128 saves 57 MB a machine.
    private static string[] ProcessorArguments(Acceleration acceleration) => acceleration switch
    {
        Acceleration.Kvm => ["-cpu", "host", "-accel", "kvm"],
        _ => ["-cpu", "EPYC", "-accel", "tcg,tb-size=128"],
    };

    // In QEMU's option syntax a comma ends a value unless doubled.
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
