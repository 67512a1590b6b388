using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// Stands between one engine and the cloud, and judges every command by what the engine could know: the journal at the
/// beginning of its pass, and the look that it took then.
/// </summary>
internal sealed class WatchedTarget(SeedStage stage, SimulatedFleetTarget target, EngineProcess process) : IFleetTarget
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(30);
    private readonly RotationJournal _journal = new(stage.Journal);
    private RotationHistory _history = RotationHistory.Empty;
    private FleetSnapshot? _look;
    private TimeSpan _lookAsOf;
    private DateTimeOffset _plannedAt;
    private (Type, InstanceId)? _last;

    public CallLimits? Limits => target.Limits;
    public bool KeepsEvidence => target.KeepsEvidence;

    public async Task EnsureFleetAsync(
        RotationPolicy policy, HealthProbe health, CancellationToken cancellationToken)
    {
        process.ThrowIfDead();

        // A pass reads the journal in the moment in which it calls this: what is said later is heard by the next one.
        _history = (await _journal.ReadAsync(policy.Fleet, cancellationToken)).History;
        await target.EnsureFleetAsync(policy, health, cancellationToken);
    }

    public async Task<FleetSnapshot> ObserveAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        process.ThrowIfDead();
        var look = await target.ObserveAsync(fleet, cancellationToken);
        (_look, _last, _plannedAt) = (look, null, stage.Time.GetUtcNow());
        _lookAsOf = stage.Time.Elapsed - (_plannedAt - look.ObservedAt);
        stage.LastSeen = look;
        stage.HasJumpedSince(TimeSpan.Zero);
        return look;
    }

    public Task LaunchAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken) =>
        DoAsync(launch, () => target.LaunchAsync(fleet, launch, cancellationToken));

    public Task RegisterAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) => DoAsync(
        new RotationCommand.Register(instance, ""), () => target.RegisterAsync(fleet, instance, cancellationToken));

    public Task AdmitAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) => DoAsync(
        new RotationCommand.Admit(instance, ""), () => target.AdmitAsync(fleet, instance, cancellationToken));

    public Task DrainAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) => DoAsync(
        new RotationCommand.Drain(instance, default, ""), () => target.DrainAsync(fleet, instance, cancellationToken));

    public Task ReimageAsync(FleetName fleet, RotationCommand.Reimage reimage, CancellationToken cancellationToken) =>
        DoAsync(reimage, () => target.ReimageAsync(fleet, reimage, cancellationToken));

    public Task IsolateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) => DoAsync(
        new RotationCommand.Isolate(instance, ""), () => target.IsolateAsync(fleet, instance, cancellationToken));

    public Task TerminateAsync(FleetName fleet, InstanceId instance, CancellationToken cancellationToken) => DoAsync(
        new RotationCommand.Terminate(instance, ""), () => target.TerminateAsync(fleet, instance, cancellationToken));

    public Task RemoveFleetAsync(FleetName fleet, CancellationToken cancellationToken) =>
        target.RemoveFleetAsync(fleet, cancellationToken);

    public Task<IReadOnlyList<FleetName>> ListFleetsAsync(CancellationToken cancellationToken) =>
        target.ListFleetsAsync(cancellationToken);

    public Task<Uri?> EndpointAsync(FleetName fleet, CancellationToken cancellationToken) =>
        target.EndpointAsync(fleet, cancellationToken);

    private async Task DoAsync(RotationCommand command, Func<Task> call)
    {
        process.ThrowIfDead();
        JudgeAge(command);
        var recorded = (await _journal.ReadAsync(stage.Story.Policy.Fleet, CancellationToken.None)).History;
        var judge = new CommandJudge(stage.Story.Policy, _history, recorded, _look!, _plannedAt);
        foreach (var fault in judge.Of(command))
        {
            stage.Violate($"{command.GetType().Name} {command.Instance}: {fault}");
        }

        if (IsAloneInSilence(command.Instance))
        {
            stage.TakenAsSilent.Add((command.Instance, stage.Time.Elapsed));
        }

        stage.Say($"{command.GetType().Name} {command.Instance}");
        try
        {
            await call();
        }
        catch (Exception refusal) when (refusal is not ProcessDiedException)
        {
            stage.Say($"{command.GetType().Name} {command.Instance} failed: {refusal.Message}");
            throw;
        }

        process.ThrowIfDead();
    }

    // The policy table: a gap only when it is that instance's own; more than max(1, 30 %) at once, last heard within
    // 30 s of each other, are nobody's own.
    private bool IsAloneInSilence(InstanceId instance)
    {
        var reporting = _look!.Instances.Where(view => view is { Running: true, LastBeatAt: not null }).ToList();
        var silent = reporting.Where(view => view is { SensorIsSilent: true, Isolated: false }).ToList();
        var most = Math.Max(1, 30 * reporting.Count / 100);
        return silent.Find(view => view.Id == instance) is { LastBeatAt: { } own }
            && !silent.Exists(first => first.LastBeatAt <= own && own - first.LastBeatAt <= Together
                && silent.Count(view => view.LastBeatAt >= first.LastBeatAt
                    && view.LastBeatAt - first.LastBeatAt <= Together) > most);
    }

    // The same call tried again rests on the same look, and is over before the lease can be.
    private void JudgeAge(RotationCommand command)
    {
        var isRetry = _last == (command.GetType(), command.Instance);
        _last = (command.GetType(), command.Instance);
        var most = SnapshotAge.Max + (isRetry ? LeaseTiming.Lifetime : TimeSpan.Zero);
        var age = stage.Time.Elapsed - _lookAsOf;
        if (age > most && !stage.HasJumpedSince(_lookAsOf))
        {
            stage.Violate($"{command.GetType().Name} {command.Instance} on a look {age.TotalSeconds:0.0} s old");
        }
    }
}
