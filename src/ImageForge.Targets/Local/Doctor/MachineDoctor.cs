using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ImageForge.Engine;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.Targets.Local.Doctor;

/// <summary>
/// Tries everything the local target needs of this machine. Tries, not looks: a tool that does not start is missing.
/// </summary>
public sealed partial class MachineDoctor(StateDirectory state)
{
    private const long GiB = 1L << 30;

    // Measured: a base, two artifacts with their raw disks, six layers and the packages of one image take 3 GiB.
    private const long DiskNeeded = 4 * GiB;

    // Four instances of 384 MiB at once during a rotation, and QEMU's own share.
    private const long MemoryNeeded = 2 * GiB;

    private const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    private static readonly TimeSpan AnswerTimeMax = TimeSpan.FromSeconds(20);

    private static readonly ToolNeed[] Tools =
    [
        RuntimeInformation.OSArchitecture == Architecture.Arm64
            ? new ToolNeed("qemu-system-aarch64", "qemu-system-arm", "--version")
            : new ToolNeed("qemu-system-x86_64", "qemu-system-x86", "--version"),
        new ToolNeed("qemu-img", "qemu-utils", "--version"),
        new ToolNeed("haproxy", "haproxy", "-v"),
        new ToolNeed("mmdebstrap", "mmdebstrap", "--version"),
        new ToolNeed("apt-get", "apt", "--version"),
        new ToolNeed("gpgv", "gpgv", "--version"),
        new ToolNeed("python3", "python3-minimal", "--version"),
        new ToolNeed("unshare", "util-linux", "--version"),
        new ToolNeed("mkfs.ext4", "e2fsprogs", "-V"),
        new ToolNeed("debugfs", "e2fsprogs", "-V"),
    ];

    /// <summary>Every check, in the order a person would fix them.</summary>
    public async Task<IReadOnlyList<Diagnosis>> ExamineAsync(CancellationToken cancellationToken)
    {
        var tools = await Task.WhenAll(Tools.Select(need => TryToolAsync(need, cancellationToken)));
        return
        [
            .. tools,
            File.Exists(Keyring)
                ? Fine("archive keyring", Keyring)
                : Missing("archive keyring", "not there", "apt-get install debian-archive-keyring"),
            SnapshotInitrd.HasBusybox
                ? Fine("busybox", "static")
                : Missing("busybox", "not there, or needs libraries", "apt-get install busybox-static"),
            TryZones(),
            await TryNamespacesAsync(cancellationToken),
            await TryOverlayAsync(cancellationToken),
            TryAcceleration(),
            TryPort(),
            TryState(),
            TryMemory(),
        ];
    }

    private static async Task<Diagnosis> TryToolAsync(ToolNeed need, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await HostCommand.RunAsync(need.Tool, need.VersionArguments, AnswerTimeMax, cancellationToken);
            var line = $"{answer.Output}\n{answer.ErrorText}".Split('\n')
                .FirstOrDefault(text => text.Any(char.IsDigit)) ?? "";
            return answer.ExitCode == 0
                ? Fine(need.Tool, Version().Match(line) is { Success: true } version ? version.Value : line.Trim())
                : Missing(
                    need.Tool, $"exit code {answer.ExitCode}: {line.Trim()}",
                    $"apt-get install --reinstall {need.Package}");
        }
        catch (Exception exception) when (exception is ForgeException or TargetException)
        {
            return Missing(need.Tool, "does not start", $"apt-get install {need.Package}");
        }
    }

    // Any zone will do, except UTC: the runtime brings that one along.
    private static Diagnosis TryZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
        ? Fine("time zones", "IANA")
        : Missing("time zones", "not there", "apt-get install tzdata");

    private static async Task<Diagnosis> TryNamespacesAsync(CancellationToken cancellationToken)
    {
        const string Name = "namespaces";
        if (Environment.IsPrivilegedProcess)
        {
            return await TryAsync(
                Name, ["--mount", "--net", "--pid", "--fork", "true"], "as root",
                "run on a machine or in a container that may create namespaces (CAP_SYS_ADMIN)", cancellationToken);
        }

        return await TryAsync(
            Name, ["--user", "--map-root-user", "--map-auto", "--mount", "--net", "true"], "as an ordinary user",
            $"as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {Environment.UserName}; "
            + "on Ubuntu also: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0", cancellationToken);
    }

    private static Task<Diagnosis> TryOverlayAsync(CancellationToken cancellationToken)
    {
        const string Script =
            "mount -t tmpfs tmpfs /mnt && mkdir /mnt/l /mnt/u /mnt/w /mnt/m"
            + " && mount -t overlay overlay -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w /mnt/m";
        string[] identity = Environment.IsPrivilegedProcess ? [] : ["--user", "--map-root-user"];
        return TryAsync(
            "overlay mounts", [.. identity, "--mount", "sh", "-c", Script], "in a mount namespace",
            "a kernel with overlayfs is needed: modprobe overlay", cancellationToken);
    }

    private static async Task<Diagnosis> TryAsync(
        string name, string[] unshare, string found, string fix, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await HostCommand.RunAsync("unshare", unshare, AnswerTimeMax, cancellationToken);
            return answer.ExitCode == 0 ? Fine(name, found) : Missing(name, answer.ErrorText, fix);
        }
        catch (Exception exception) when (exception is ForgeException or TargetException)
        {
            return Missing(name, "unshare does not start", "apt-get install util-linux");
        }
    }

    private static Diagnosis TryAcceleration()
    {
        try
        {
            return AccelerationProbe.Detect() == Acceleration.Kvm
                ? Fine("acceleration", "KVM")
                : Warning(
                    "acceleration", "none: software emulation, a boot takes about 8 s",
                    "works as it is; faster where /dev/kvm can be opened");
        }
        catch (ForgeException exception)
        {
            return Missing("acceleration", exception.Message, exception.WayOut ?? "");
        }
    }

    private static Diagnosis TryPort()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return Fine("loopback ports", $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port} could be bound");
        }
        catch (SocketException exception)
        {
            return Missing("loopback ports", exception.Message, "bring the loopback interface up: ip link set lo up");
        }
    }

    private Diagnosis TryState()
    {
        var name = $"state in {state.Root}";
        try
        {
            state.Create();
            var probe = Path.Combine(state.Temporary, $"doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Missing(name, exception.Message, "choose another folder with --state or IMAGEFORGE_STATE");
        }

        var free = new DriveInfo(state.Root).AvailableFreeSpace;
        var found = $"{free / (double)GiB:0.0} GiB free";
        return free >= DiskNeeded
            ? Fine(name, found)
            : Missing(
                name, $"{found}, {DiskNeeded / GiB} GiB needed",
                "make room (imageforge gc), or choose another folder with --state");
    }

    private static Diagnosis TryMemory()
    {
        var line = File.ReadLines("/proc/meminfo")
            .First(text => text.StartsWith("MemAvailable:", StringComparison.Ordinal));
        var available = long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        var found = $"{available / (double)GiB:0.0} GiB available";
        return available >= MemoryNeeded
            ? Fine("memory", found)
            : Warning(
                "memory", $"{found}, {MemoryNeeded / GiB} GiB wanted",
                "stop something, or set desired lower in the schedule");
    }

    private static Diagnosis Fine(string name, string found) => new(name, DiagnosisState.Fine, found, "");

    private static Diagnosis Warning(string name, string found, string fix) =>
        new(name, DiagnosisState.Warning, found, fix);

    private static Diagnosis Missing(string name, string found, string fix) =>
        new(name, DiagnosisState.Missing, found, fix);

    [GeneratedRegex(@"\d+(\.\d[\w.:+~-]*)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Version();
}
