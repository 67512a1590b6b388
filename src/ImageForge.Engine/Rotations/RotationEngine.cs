using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Moves fleets onto images, one pass at a time: observe, record, plan, check, act, record. Nothing of a rotation lives
/// here between two passes, so a process that is killed costs one pass.
/// </summary>
public sealed class RotationEngine
{
    private readonly IFleetTarget _target;
    private readonly FleetLeases _leases;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RotationJournal _journal;
    private readonly PlanExecutor _executor;
    private readonly TargetCall _call;

    public RotationEngine(
        IFleetTarget target, IJournal journal, ILeases leases, TimeProvider time, ILogger<RotationEngine> logger)
    {
        _target = target;
        _leases = new FleetLeases(leases, time);
        _time = time;
        _logger = logger;
        _journal = new RotationJournal(journal, _leases);
        _executor = new PlanExecutor(target, _journal, _leases, time, logger);
        _call = new TargetCall(time);
    }

    /// <summary>What a pass towards the image would do now. Changes and records nothing.</summary>
    /// <exception cref="ForgeException">The fleet cannot be seen, or its journal cannot be trusted.</exception>
    public async Task<RotationPass> PreviewAsync(
        RotationPolicy policy, ArtifactId image, CancellationToken cancellationToken)
    {
        var (snapshot, history) = await LookAsync(policy, cancellationToken);
        if (!history.IsUnderWay)
        {
            var rotation = RotationNaming.Rotation(policy.Fleet, _time.GetUtcNow());
            history = history.Apply(new RotationEvent.Started(rotation, image, "preview"), _time.GetUtcNow());
        }

        var plan = RotationPlanner.Plan(policy, image, snapshot, history, _time.GetUtcNow());
        return new RotationPass(plan, snapshot, history);
    }

    /// <summary>Begins a rotation, or takes up the unfinished one to the same image.</summary>
    /// <exception cref="ForgeException">
    /// Another rotation is unfinished or another process is at work (Busy); the image cannot be launched, or the policy
    /// can never make progress (InvalidDefinition).
    /// </exception>
    public async Task<RotationId> StartAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        return await BeginAsync(policy, artifact, reason, cancellationToken);
    }

    /// <summary>One pass of the unfinished rotation.</summary>
    /// <exception cref="ForgeException">None is under way to this image; another process is at work; the fleet cannot
    /// be seen.</exception>
    public async Task<RotationPass> TickAsync(
        RotationPolicy policy, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        try
        {
            return await PassAsync(policy, artifact, cancellationToken);
        }
        catch (TargetException exception)
        {
            throw Unseen(policy.Fleet, exception);
        }
    }

    /// <summary>
    /// Begins or resumes a rotation and yields a pass a time until one carries an end. Cancelling stops between two
    /// commands; running it again goes on from there.
    /// </summary>
    /// <exception cref="ForgeException">As <see cref="StartAsync"/>; or the fleet could not be seen for too
    /// long.</exception>
    public async IAsyncEnumerable<RotationPass> RunAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        await BeginAsync(policy, artifact, reason, cancellationToken);
        var patience = new RotationPatience(policy, _time);
        var pace = new RotationPace();
        try
        {
            // Every turn either moves the rotation, which it can do only so often, or uses up patience.
            for (RotationPass? pass = null; pass?.End is null;)
            {
                pass = await TryPassAsync(policy, artifact, patience, pace, cancellationToken);
                if (pass is null)
                {
                    continue;
                }

                yield return pass;
                if (pass.End is null)
                {
                    await Task.Delay(pace.After(pass), _time, cancellationToken);
                }
            }
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
            {
                RotationLog.Interrupted(_logger, policy.Fleet);
            }
        }
    }

    /// <summary>Makes a fleet from nothing: a rotation whose every slot adds an instance.</summary>
    /// <exception cref="ForgeException">The fleet has instances already (Usage); else as
    /// <see cref="RunAsync"/>.</exception>
    public async IAsyncEnumerable<RotationPass> LaunchFleetAsync(
        RotationPolicy policy, ImageArtifact artifact, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (snapshot, history) = await LookAsync(policy, cancellationToken);
        var isOurs = history.IsUnderWay && history.Target == artifact.Id;
        if (!snapshot.Instances.IsEmpty && !isOurs)
        {
            throw new ForgeException(
                ForgeError.Usage, $"fleet {policy.Fleet} is there already, with {snapshot.Instances.Length} instances",
                $"run `imageforge rotate {policy.Fleet}` to move it onto another image, "
                    + $"or `imageforge fleet destroy {policy.Fleet}` first");
        }

        await foreach (var pass in RunAsync(policy, artifact, "launch of the fleet", cancellationToken))
        {
            yield return pass;
        }
    }

    /// <summary>Explains one instance: what it is, whether it counts, what happens next and what blocks that.</summary>
    /// <exception cref="ForgeException">There is no such instance (NotFound), or the fleet cannot be seen.</exception>
    public async Task<InstanceExplanation> WhyAsync(
        RotationPolicy policy, InstanceId instance, CancellationToken cancellationToken)
    {
        var (snapshot, history) = await LookAsync(policy, cancellationToken);
        var view = snapshot.Instances.FirstOrDefault(candidate => candidate.Id == instance)
            ?? throw Missing(policy.Fleet, instance, snapshot, history);
        var target = history.Target ?? view.Image;
        var plan = RotationPlanner.Plan(policy, target, snapshot, history, _time.GetUtcNow());
        return InstanceExplainer.Explain(view, target, plan, history, policy, _time.GetUtcNow());
    }

    /// <summary>
    /// Terminates every instance, whatever the floor, and removes the fleet. Returns how many were terminated.
    /// </summary>
    /// <exception cref="ForgeException">Another process is at work (Busy), or something could not be removed
    /// (External).</exception>
    public async Task<int> DestroyAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(fleet, cancellationToken);
        return await new FleetRemoval(_target, _journal, _leases, _time, _logger)
            .RunAsync(fleet, cancellationToken);
    }

    private async Task<RotationId> BeginAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason, CancellationToken cancellationToken)
    {
        RotationPreconditions.Check(policy, artifact);
        var record = await _journal.ReadAsync(policy.Fleet, cancellationToken);
        if (record.History is { IsUnderWay: true, Rotation: { } unfinished, Target: { } target })
        {
            if (target != artifact.Id)
            {
                throw new ForgeException(
                    ForgeError.Busy, $"rotation {unfinished} of fleet {policy.Fleet} to {target} is unfinished",
                    $"finish it with `imageforge rotate {policy.Fleet} --to {target}` "
                        + $"before starting one to {artifact.Id}");
            }

            RotationLog.Resumed(_logger, unfinished, policy.Fleet, target, record.History.Slots.Count);
            return unfinished;
        }

        var rotation = RotationNaming.Rotation(policy.Fleet, _time.GetUtcNow());
        var started = new RotationEvent.Started(rotation, artifact.Id, reason);
        await _journal.AppendAsync(policy.Fleet, rotation.Value, record, started, cancellationToken);
        RotationLog.Started(_logger, rotation, policy.Fleet, artifact.Id, reason);
        return rotation;
    }

    // Null if the fleet could not be looked at; then it has waited.
    private async Task<RotationPass?> TryPassAsync(
        RotationPolicy policy, ImageArtifact artifact, RotationPatience patience, RotationPace pace,
        CancellationToken cancellationToken)
    {
        try
        {
            var pass = await PassAsync(policy, artifact, cancellationToken);
            patience.Look(pass.History);
            return pass.End is null && patience.IsOver ? Stalled(pass, policy.Fleet, patience) : pass;
        }
        catch (TargetException exception) when (!patience.IsOver)
        {
            var pause = pace.AfterTrouble();
            RotationLog.Blind(_logger, policy.Fleet, pause.TotalSeconds, exception.Message);
            await Task.Delay(pause, _time, cancellationToken);
            return null;
        }
        catch (TargetException exception)
        {
            throw Unseen(policy.Fleet, exception);
        }
    }

    private async Task<RotationPass> PassAsync(
        RotationPolicy policy, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(policy.Fleet, cancellationToken);
        if (record.History is not { IsUnderWay: true, Rotation: { } rotation } || record.History.Target != artifact.Id)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no rotation of fleet {policy.Fleet} to {artifact.Id} is under way",
                $"start one with `imageforge rotate {policy.Fleet} --to {artifact.Id}`");
        }

        await _call.RunAsync(token => _target.EnsureFleetAsync(policy, artifact.Health!, token), cancellationToken);
        var snapshot = await _call.RunAsync(token => _target.ObserveAsync(policy.Fleet, token), cancellationToken);
        foreach (var observation in RotationObservations.Of(snapshot, record.History, policy, _time.GetUtcNow()))
        {
            record = await _journal.AppendAsync(policy.Fleet, rotation.Value, record, observation, cancellationToken);
        }

        var plan = RotationPlanner.Plan(policy, artifact.Id, snapshot, record.History, _time.GetUtcNow());
        var executed = await _executor.RunAsync(policy, plan, snapshot, record, cancellationToken);
        return await ConcludeAsync(policy, plan, snapshot, executed, rotation, cancellationToken);
    }

    private async Task<RotationPass> ConcludeAsync(
        RotationPolicy policy, RotationPlan plan, FleetSnapshot snapshot, ExecutedPlan executed, RotationId rotation,
        CancellationToken cancellationToken)
    {
        var (end, reason, news) = RotationVerdict.Of(plan, executed, rotation);
        var record = executed.Record;
        if (news is not null)
        {
            record = await _journal.AppendAsync(policy.Fleet, rotation.Value, record, news, cancellationToken);
        }

        if (end is { } ended)
        {
            RotationLog.Ended(_logger, policy.Fleet, ended, reason);
        }
        else if (news is RotationEvent.Held held)
        {
            RotationLog.Held(
                _logger, policy.Fleet, plan.Count.Available, plan.Limits.Desired, plan.Limits.Floor,
                plan.Count.OnTarget, plan.Count.InFlight, plan.Count.Total, plan.Limits.Ceiling, held.Summary);
        }

        return new RotationPass(plan, snapshot, record.History)
        {
            End = end,
            EndReason = reason,
            Failures = executed.Failures,
            Postponed = executed.Postponed,
        };
    }

    private RotationPass Stalled(RotationPass pass, FleetName fleet, RotationPatience patience)
    {
        var holds = string.Join(
            "; ", pass.Plan.Holds.Select(hold => $"{hold.Instance?.Value ?? "fleet"} {hold.Reason}: {hold.Detail}"));
        var failures = string.Join("; ", pass.Failures.Prepend(""));
        var reason = $"nothing has moved for {patience.Limit.TotalSeconds:0} s. {holds}{failures}";
        RotationLog.Ended(_logger, fleet, PassEnd.Stalled, reason);
        return pass with { End = PassEnd.Stalled, EndReason = reason };
    }

    // A look for people: what a pass would record is only thought of.
    private async Task<(FleetSnapshot Snapshot, RotationHistory History)> LookAsync(
        RotationPolicy policy, CancellationToken cancellationToken)
    {
        var history = (await _journal.ReadAsync(policy.Fleet, cancellationToken)).History;
        try
        {
            var snapshot = await _call.RunAsync(token => _target.ObserveAsync(policy.Fleet, token), cancellationToken);
            var now = _time.GetUtcNow();
            ImmutableArray<RotationEvent> observations = RotationObservations.Of(snapshot, history, policy, now);
            return (snapshot, observations.Aggregate(history, (known, observation) => known.Apply(observation, now)));
        }
        catch (TargetException exception)
        {
            throw Unseen(policy.Fleet, exception);
        }
    }

    private static ForgeException Unseen(FleetName fleet, TargetException exception) => new(
        ForgeError.External, $"fleet {fleet} cannot be seen: {exception.Message}",
        "nothing is decided without a look at the whole fleet; see `imageforge doctor`", exception);

    private static ForgeException Missing(
        FleetName fleet, InstanceId instance, FleetSnapshot snapshot, RotationHistory history)
    {
        var known = string.Join(", ", snapshot.Instances.Select(view => view.Id));
        var past = history.Of(instance) switch
        {
            { Terminated: true, TerminateBeganAt: { } at } => $"; it was terminated at {at:yyyy-MM-dd HH:mm:ss} UTC",
            { LostAt: { } at } => $"; it was lost at {at:yyyy-MM-dd HH:mm:ss} UTC",
            _ => "",
        };
        return new ForgeException(
            ForgeError.NotFound, $"fleet {fleet} has no instance {instance}{past}",
            known.Length > 0 ? $"its instances are {known}" : "it has no instances at all");
    }
}
