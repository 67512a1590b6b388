using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// A virtual machine that lives on its own: it survives the death of the process that started it and is found again by
/// pid, start time and its UUID, never by a process name.
/// </summary>
public sealed partial class QemuMachine
{
    internal const string RecordFileName = "machine.json";
    internal const string MonitorFileName = "qmp";
    internal const string PidFileName = "pid";

    private const string UuidOption = "-uuid";
    private const int SocketPathMax = 107;
    private const int StartAttemptsMax = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(5);

    private static readonly string[] CtrlAltDelete = ["ctrl", "alt", "delete"];

    private readonly string _folder;

    private QemuMachine(string folder, MachineRecord record)
    {
        _folder = folder;
        Record = record;
    }

    public MachineRecord Record { get; }

    /// <summary>False once the process has ended, for whatever reason.</summary>
    public bool IsRunning => Record.Process is { IsAlive: true };

    /// <summary>
    /// Starts the machine and returns when QEMU has set it up (its guest only begins to boot). One that already runs
    /// with this UUID is taken over; one that ran and ended is started again on the disk as it is.
    /// </summary>
    /// <exception cref="ForgeException">
    /// QEMU is not installed, or the folder's path is too long for a socket.
    /// </exception>
    /// <exception cref="TargetException">QEMU refused; its message is in the text. Nothing of it runs.</exception>
    public static async Task<QemuMachine> StartAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        CheckSpec(spec);
        for (var attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await FindRunningAsync(spec.Folder, spec.Uuid, cancellationToken) is { } running)
            {
                return running;
            }

            var ports = spec.Forwards.ToImmutableSortedDictionary(
                forward => forward.GuestPort, forward => forward.HostPort ?? LoopbackPort.FindFree());

            // The ports are recorded before the start: whoever takes over a machine started by a dead process needs
            // them.
            StateFile.Write(spec.RecordFile, new MachineRecord(spec.Uuid, null, ports));
            var refusal = await LaunchProcessAsync(spec, ports);
            if (refusal is null)
            {
                // Our own start said that it is set up, so its pid file is its own: no need to ask a busy machine.
                return Adopt(spec.Folder, spec.Uuid)
                    ?? throw new TargetException(
                        $"machine {spec.Name} ended right after its start; see {spec.SerialFile}", isTransient: true);
            }

            var isPortTaken = ports.Any(port => IsPortTaken(refusal, port.Value, port.Key));
            if (!isPortTaken || attempt == StartAttemptsMax)
            {
                throw new TargetException($"machine {spec.Name} was not started: {refusal}", isTransient: isPortTaken);
            }
        }
    }

    /// <summary>
    /// The machine of a folder as it was last recorded, running or not; null if none was ever started there.
    /// </summary>
    public static QemuMachine? Open(string folder) =>
        ReadRecord(folder) is { Process: not null } record
            ? new QemuMachine(folder, record)
            : null;

    /// <summary>
    /// The machine with this UUID if it runs, even when the process that started it died before it could record so;
    /// null if it does not run.
    /// </summary>
    /// <exception cref="TargetException">
    /// A process with this UUID exists but does not answer yet; transient.
    /// </exception>
    public static async Task<QemuMachine?> FindRunningAsync(
        string folder, Guid uuid, CancellationToken cancellationToken)
    {
        var record = ReadRecord(folder);
        if (record is { Process.IsAlive: true } && record.Uuid == uuid)
        {
            return new QemuMachine(folder, record);
        }

        if (record is null || ProcessesOf(uuid).Count == 0)
        {
            return null;
        }

        // Started, but not recorded. Only the machine's own answer counts: its pid file may be an older one.
        var monitor = new QmpClient(Path.Combine(folder, MonitorFileName));
        var answer = await monitor.AskAsync("query-uuid", null, cancellationToken);
        return answer.GetProperty("UUID").GetGuid() == uuid ? Adopt(folder, uuid) : null;
    }

    /// <summary>
    /// The machine that a folder's last record speaks of, if it runs; null if it does not, or none was ever started.
    /// </summary>
    /// <exception cref="TargetException">It was started but does not answer yet; transient.</exception>
    public static async Task<QemuMachine?> FindRunningAsync(string folder, CancellationToken cancellationToken) =>
        ReadRecord(folder) is { } record ? await FindRunningAsync(folder, record.Uuid, cancellationToken) : null;

    internal static MachineRecord? ReadRecord(string folder) =>
        StateFile.Read<MachineRecord>(Path.Combine(folder, RecordFileName));

    /// <summary>
    /// Unplugs every network interface, from outside the guest and for as long as the machine lives. Its forwarded
    /// ports still accept connections, and nothing ever answers there.
    /// </summary>
    /// <exception cref="TargetException">It does not answer, which is transient, or refused.</exception>
    public async Task CutNetworksAsync(CancellationToken cancellationToken)
    {
        foreach (var network in QemuCommandLine.Networks)
        {
            await Monitor.AskAsync("set_link", new { name = network, up = false }, cancellationToken);
        }
    }

    /// <summary>Lets the machine take only what others leave of the processor, or its full share again.</summary>
    public Task YieldAsync(bool yields, CancellationToken cancellationToken) =>
        Record.Process is { IsAlive: true } process
            ? ProcessorShare.SetAsync(process, yields, cancellationToken)
            : Task.CompletedTask;

    /// <summary>
    /// Ends the machine at once, as pulling the plug would. For a drained, stateless one this loses nothing.
    /// </summary>
    /// <exception cref="TargetException">The process survived SIGKILL for 5 s.</exception>
    public async Task QuitAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            await TryAskAsync("quit", null, cancellationToken);
            await EnsureEndedAsync(QuitLimit, cancellationToken);
        }
    }

    /// <summary>
    /// Asks the guest to power off by Ctrl-Alt-Del, which works without any daemon in it, and ends it the hard way
    /// after <paramref name="limit"/>.
    /// </summary>
    public async Task PowerDownAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            return;
        }

        var keys = CtrlAltDelete.Select(key => new { type = "qcode", data = key });
        await TryAskAsync("send-key", new { keys }, cancellationToken);
        if (!await Record.Process!.WaitForExitAsync(limit, cancellationToken))
        {
            await QuitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Ends whatever runs of a folder's machine, recorded or not. For what a dead process of ours left behind; does
    /// nothing where none was started.
    /// </summary>
    public static async Task EndAsync(string folder, CancellationToken cancellationToken)
    {
        if (Open(folder) is { IsRunning: true } recorded)
        {
            await recorded.QuitAsync(cancellationToken);
        }

        if (StateFile.Read<MachineRecord>(Path.Combine(folder, RecordFileName)) is not { } record)
        {
            return;
        }

        foreach (var process in ProcessesOf(record.Uuid))
        {
            process.Kill();
            await process.WaitForExitAsync(QuitLimit, cancellationToken);
        }
    }

    /// <summary>
    /// Asks a running machine by its protocol: <see cref="QmpClient.AskAsync(string, object, CancellationToken)"/>.
    /// </summary>
    public QmpClient Monitor => new(Path.Combine(_folder, MonitorFileName));

    private async Task TryAskAsync(string command, object? arguments, CancellationToken cancellationToken)
    {
        try
        {
            await Monitor.AskAsync(command, arguments, cancellationToken);
        }
        catch (TargetException)
        {
            // It may end before it answers, or hang: what counts is whether the process ends, and that is looked at
            // next.
        }
    }

    private async Task EnsureEndedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await Record.Process!.WaitForExitAsync(limit, cancellationToken))
        {
            return;
        }

        Record.Process.Kill();
        if (!await Record.Process.WaitForExitAsync(limit, cancellationToken))
        {
            throw new TargetException(
                $"process {Record.Process.Pid} of the machine in {_folder} survives SIGKILL", isTransient: true);
        }
    }

    // Records the process that the pid file names, if it is one with this UUID.
    private static QemuMachine? Adopt(string folder, Guid uuid)
    {
        var pidFile = Path.Combine(folder, PidFileName);
        var recordFile = Path.Combine(folder, RecordFileName);
        if (!File.Exists(pidFile)
            || StateFile.Read<MachineRecord>(recordFile) is not { } planned
            || !int.TryParse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture, out var pid)
            || ProcessesOf(uuid).FirstOrDefault(known => known.Pid == pid) is not { } process)
        {
            return null;
        }

        var record = planned with { Uuid = uuid, Process = process };
        StateFile.Write(recordFile, record);
        return new QemuMachine(folder, record);
    }

    private static IReadOnlyList<ProcessIdentity> ProcessesOf(Guid uuid) =>
        ProcessIdentity.FindByOption(UuidOption, uuid.ToString("D"));

    private static bool IsPortTaken(string refusal, int hostPort, int guestPort) => refusal.Contains(
        $"Could not set up host forwarding rule '{QemuCommandLine.ForwardRuleText(hostPort, guestPort)}'",
        StringComparison.Ordinal);

    // Null on success, else what QEMU said. Not cancellable: a start that is left alone half-way is a machine nobody
    // knows.
    private static async Task<string?> LaunchProcessAsync(MachineSpec spec, ImmutableSortedDictionary<int, int> ports)
    {
        var secretFiles = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var credential in spec.Credentials.Where(credential => credential.IsSecret))
            {
                var file = Path.Combine(spec.Folder, "secret-" + credential.Name);
                secretFiles[credential.Name] = file;
                WriteSecret(file, QemuCommandLine.CredentialText(credential));
            }

            var arguments = QemuCommandLine.Build(spec, AccelerationProbe.Detect(), ports, secretFiles);
            var result = await HostCommand.RunAsync(
                QemuCommandLine.Executable, arguments, StartLimit, CancellationToken.None);
            return result.ExitCode == 0 ? null : result.ErrorText;
        }
        finally
        {
            // QEMU has read them by now; the guest gets them from its own memory.
            foreach (var file in secretFiles.Values)
            {
                File.Delete(file);
            }
        }
    }

    private static void WriteSecret(string file, string text)
    {
        File.Delete(file);
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static void CheckSpec(MachineSpec spec)
    {
        if (spec.MonitorSocket.Length > SocketPathMax)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{spec.MonitorSocket} is too long for a socket ({SocketPathMax} characters)",
                "set IMAGEFORGE_STATE to a shorter path");
        }

        foreach (var credential in spec.Credentials)
        {
            if (!CredentialName().IsMatch(credential.Name) || credential.Value.AsSpan().ContainsAny('\n', '\r', '\0'))
            {
                throw new ArgumentException(
                    $"credential '{credential.Name}' has a bad name or a line break in its value", nameof(spec));
            }
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CredentialName();
}
