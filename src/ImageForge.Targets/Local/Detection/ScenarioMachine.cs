using System.Diagnostics;
using ImageForge.Core.Detection;
using ImageForge.Engine;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// A throw-away machine of an image that is set back to the same moment before each scenario: nothing that one does,
/// to the sensor or to the machine, reaches the next. It has no network.
/// </summary>
internal sealed class ScenarioMachine : IAsyncDisposable
{
    private const string Snapshot = "base";

    // Payloads of Atomic Red Team would lie here; nothing does, and its parent is writable.
    private const string Payloads = "/root/atomics";

    // A boot takes 10 s under emulation, and minutes on cores that eight share.
    private static readonly TimeSpan BootLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan MarkLimit = TimeSpan.FromSeconds(30);

    // Of a sensor that was unfit before the attack no record is expected.
    private static readonly TimeSpan UnfitMarkLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PrerequisiteLimit = ScenarioJob.StageLimit;

    private const int ResetLooksMax = 100;
    private static readonly TimeSpan ResetLookEvery = TimeSpan.FromMilliseconds(50);

    private readonly QemuMachine _machine;
    private readonly StageRunner _runner;
    private readonly RecordStream _records;
    private long _epoch;

    private ScenarioMachine(QemuMachine machine, StageRunner runner, RecordStream records) =>
        (_machine, _runner, _records) = (machine, runner, records);

    /// <summary>Starts the machine, waits until it has booted and its sensor delivers, and keeps that moment.</summary>
    /// <param name="spec">From <see cref="SpecAsync"/>.</param>
    /// <param name="cancellationToken">Ends the machine.</param>
    /// <exception cref="TargetException">It did not boot, or no record came out; transient.</exception>
    public static async Task<ScenarioMachine> StartAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        var machine = await QemuMachine.StartAsync(spec, cancellationToken);
        StageRunner? runner = null;
        RecordStream? records = null;
        try
        {
            runner = await StageRunner.ConnectAsync(
                spec.Channels[0].Path, token => IsGuestRunningAsync(machine, token), cancellationToken);
            records = await RecordStream.ConnectAsync(spec.Channels[1].Path, cancellationToken);
            var made = new ScenarioMachine(machine, runner, records);
            await made.SettleAsync(cancellationToken);
            return made;
        }
        catch
        {
            await (records?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (runner?.DisposeAsync() ?? ValueTask.CompletedTask);
            await machine.QuitAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>Makes a copy of a disk ready and decides everything else about its machine.</summary>
    /// <param name="disk">The artifact's disk, qcow2; only read.</param>
    /// <param name="kernel">The artifact's kernel.</param>
    /// <param name="folder">The machine's own folder; must exist.</param>
    /// <param name="name">Name of the machine.</param>
    /// <param name="uuid">What it is known by.</param>
    /// <param name="memoryMiB">As the image's instances get.</param>
    /// <param name="epoch">Unix seconds that new files get.</param>
    /// <param name="cancellationToken">Leaves the folder half done.</param>
    public static async Task<MachineSpec> SpecAsync(
        string disk, string kernel, string folder, string name, Guid uuid, int memoryMiB, long epoch,
        CancellationToken cancellationToken)
    {
        var raw = Path.Combine(folder, "disk.raw");
        await DiskFormat.ExpandAsync(disk, raw, cancellationToken);
        await DetectionInjection.InjectAsync(raw, epoch, cancellationToken);
        var initrd = await SnapshotInitrd.MakeAsync(raw, folder, cancellationToken);
        var overlay = Path.Combine(folder, "disk.qcow2");
        await OverlayDisk.CreateAsync(raw, "raw", overlay, cancellationToken);
        return new MachineSpec
        {
            Folder = folder,
            Name = name,
            Uuid = uuid,
            Kernel = kernel,
            Disk = overlay,
            MemoryMiB = memoryMiB,
            SnapshotInitrd = initrd,
            Channels =
            [
                new MachineChannel("imageforge.detection", Path.Combine(folder, "stages"), IsSocket: true),
                new MachineChannel("imageforge.records", Path.Combine(folder, "records"), IsSocket: true),
            ],
        };
    }

    /// <summary>Runs one scenario in the machine as it was when it had booted.</summary>
    public async Task<ScenarioRecording> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        await RestoreAsync(cancellationToken);
        var job = ScenarioJob.Of(scenario, Payloads);
        var recording = new ScenarioRecording
        {
            ScenarioId = scenario.Id,
            SnapshotEpoch = _epoch,
            Started = false,
            Ended = false,
            LoginIds = job.LoginIds,
        };
        var before = SensorQuestion.Answer(
            await _runner.RunAsync(SensorQuestion.Order(job.LoginIds.Runner), cancellationToken));
        recording = recording with { Before = before };
        if (await MeetAsync(job, cancellationToken) is { } unmet)
        {
            recording = recording with { Prerequisite = unmet };
            if (unmet.ExitCode != 0)
            {
                return recording with { Records = _records.Read().Records };
            }
        }

        var run = await _runner.RunAsync(
            new StageOrder("run", job.RenderedRun, job.LoginIds.Run)
            {
                Account = scenario.Account,
                Shell = scenario.Shell,
                Limit = scenario.Limit,
                Settle = ScenarioJob.Settle,
                StartMark = job.StartMark,
                EndMark = job.RenderedEffect.Length == 0 ? job.EndMark : null,
            },
            cancellationToken);
        recording = recording with { Run = run, Started = run is not null };
        return await FinishAsync(recording, job, cancellationToken);
    }

    /// <summary>
    /// Runs a script as root in the machine as it was when it had booted, and keeps the moment after it.
    /// </summary>
    /// <exception cref="TargetException">The machine ended, or the script failed.</exception>
    public async Task ChangeAsync(string name, string script, CancellationToken cancellationToken)
    {
        await RestoreAsync(cancellationToken);
        var outcome = await _runner.RunAsync(
            new StageOrder(name, script, ScenarioLoginIds.Standard.Runner) { Shell = ScenarioShell.Bash },
            cancellationToken);
        if (outcome is not { ExitCode: 0 })
        {
            throw new TargetException($"{name} in the machine for scenarios: {outcome?.Output ?? "it ended"}");
        }

        await _machine.Monitor.SaveSnapshotAsync(Snapshot, cancellationToken);
    }

    /// <summary>Every record since the boot, or since the machine was last set back.</summary>
    public string Records => _records.Read().Records;

    /// <summary>Runs one stage in the machine as it is now; what went before stays.</summary>
    /// <returns>Null if the machine ended, or said nothing in time.</returns>
    public Task<StageOutcome?> GoOnAsync(StageOrder order, CancellationToken cancellationToken) =>
        _runner.RunAsync(order, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _records.DisposeAsync();
        await _runner.DisposeAsync();
        await _machine.QuitAsync(CancellationToken.None);
    }

    // Null: nothing is required.
    private async Task<StageOutcome?> MeetAsync(ScenarioJob job, CancellationToken cancellationToken)
    {
        StageOutcome? outcome = null;
        var clock = Stopwatch.StartNew();
        foreach (var prerequisite in job.Prerequisites)
        {
            outcome = await CheckAsync("prerequisite", prerequisite.Check);
            if (outcome is not { ExitCode: 0 } && prerequisite.Get is { } get)
            {
                await CheckAsync("get", get);
                outcome = await CheckAsync("prerequisite", prerequisite.Check);
            }

            if (outcome is not { ExitCode: 0 })
            {
                return outcome ?? new StageOutcome(-1, "the machine ended");
            }

            async Task<StageOutcome?> CheckAsync(string name, string script) => await _runner.RunAsync(
                new StageOrder(name, script, job.LoginIds.Prerequisite)
                {
                    Shell = prerequisite.Shell,
                    Limit = TimeSpan.FromSeconds(
                        Math.Max(1, (PrerequisiteLimit - clock.Elapsed).TotalSeconds)),
                },
                cancellationToken);
        }

        return outcome;
    }

    private async Task<ScenarioRecording> FinishAsync(
        ScenarioRecording recording, ScenarioJob job, CancellationToken cancellationToken)
    {
        var ids = job.LoginIds;
        StageOutcome? effect = null, cleanup = null;
        SensorHealth? after = null;
        if (recording.Run is not null)
        {
            if (job.RenderedEffect.Length > 0)
            {
                effect = await _runner.RunAsync(
                    new StageOrder("effect", job.RenderedEffect, ids.Runner)
                    {
                        Limit = ScenarioJob.StageLimit,
                        EndMark = job.EndMark,
                    },
                    cancellationToken);
            }

            after = SensorQuestion.Answer(
                await _runner.RunAsync(SensorQuestion.Order(ids.Runner), cancellationToken));
            if (job.RenderedCleanup.Length > 0)
            {
                cleanup = await _runner.RunAsync(
                    new StageOrder("cleanup", job.RenderedCleanup, ids.Cleanup) { Limit = ScenarioJob.StageLimit },
                    cancellationToken);
            }
        }

        var isRunning = await IsGuestRunningAsync(_machine, cancellationToken);
        var limit = recording.Before is { Fault: null } ? MarkLimit : UnfitMarkLimit;
        var ended = isRunning && await _records.WaitForAsync(job.EndMark, limit, cancellationToken);
        var (records, arrivals) = _records.Read();
        return recording with
        {
            // An attack that ends the machine gives no answer; its start mark is out all the same.
            Started = recording.Started || records.Contains(job.StartMark, StringComparison.Ordinal),
            Ended = ended,
            VmEnded = !isRunning,
            Effect = effect,
            Cleanup = cleanup,
            After = after,
            Records = records,
            Arrivals = [.. arrivals],
        };
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (!await _runner.WaitForHelloAsync(BootLimit, cancellationToken))
        {
            throw new TargetException("the machine for scenarios did not boot", isTransient: true);
        }

        // Records that were not delivered yet would be replayed before every scenario.
        var barrier = ScenarioMark.Start("barrier");
        await _runner.RunAsync(
            new StageOrder("barrier", "true", ScenarioLoginIds.Standard.Runner) { StartMark = barrier },
            cancellationToken);
        if (!await _records.WaitForAsync(barrier, MarkLimit, cancellationToken))
        {
            throw new TargetException(
                "no record came out of the machine for scenarios: its sensor does not deliver", isTransient: true);
        }

        await _machine.Monitor.SaveSnapshotAsync(Snapshot, cancellationToken);
    }

    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var monitor = _machine.Monitor;
        if (!await IsGuestRunningAsync(_machine, cancellationToken))
        {
            // One that powered off does not go on until it has been reset, which -no-reboot forbids; and the answer
            // comes before the reset.
            await monitor.AskAsync("set-action", new { reboot = "reset" }, cancellationToken);
            await monitor.AskAsync("system_reset", null, cancellationToken);
            for (var look = 0; look < ResetLooksMax && !await IsGuestRunningAsync(_machine, cancellationToken); look++)
            {
                await Task.Delay(ResetLookEvery, cancellationToken);
            }

            await monitor.AskAsync("set-action", new { reboot = "shutdown" }, cancellationToken);
        }

        await monitor.AskAsync("stop", null, cancellationToken);
        await _records.BeginAnewAsync(cancellationToken);
        await _runner.BeginAnewAsync(cancellationToken);
        await monitor.LoadSnapshotAsync(Snapshot, cancellationToken);
        await monitor.AskAsync("cont", null, cancellationToken);
        _epoch++;
    }

    private static async Task<bool> IsGuestRunningAsync(QemuMachine machine, CancellationToken cancellationToken)
    {
        if (!machine.IsRunning)
        {
            return false;
        }

        var answer = await machine.Monitor.AskAsync("query-status", null, cancellationToken);
        return answer.GetProperty("status").GetString() is not ("shutdown" or "guest-panicked" or "internal-error");
    }
}
