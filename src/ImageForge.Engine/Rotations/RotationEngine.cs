using System.Runtime.CompilerServices;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Moves fleets onto images, one pass at a time. Nothing of a rotation lives here between two passes, so a process that
/// is killed costs one pass.
/// </summary>
public sealed partial class RotationEngine
{
    private readonly IFleetTarget _target;
    private readonly FleetLeases _leases;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RotationJournal _journal;
    private readonly RotationBeginning _beginning;
    private readonly PassRunner _passes;
    private readonly TargetCall _call;
    private readonly CallPacer _pacer;

    public RotationEngine(
        IFleetTarget target, IJournal journal, IArtifacts artifacts, ILeases leases, TimeProvider time,
        ILogger<RotationEngine> logger)
    {
        _target = target;
        _leases = new FleetLeases(leases, time);
        _time = time;
        _logger = logger;
        _journal = new RotationJournal(journal, _leases);
        _beginning = new RotationBeginning(_journal, artifacts, target, time, logger);
        _pacer = new CallPacer(target.Limits, time);
        _passes = new PassRunner(target, _journal, artifacts, _beginning, _leases, _pacer, time, logger);
        _call = new TargetCall(time);
    }

    /// <summary>What a pass towards the image would do now. Changes and records nothing.</summary>
    /// <exception cref="ForgeException">The image cannot be launched or the policy can never make progress; the fleet
    /// cannot be seen, or its journal cannot be trusted.</exception>
    public async Task<RotationPass> PreviewAsync(
        RotationPolicy policy, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        RotationPreconditions.Check(policy, artifact, _target.KeepsEvidence, _time.GetUtcNow());
        var (snapshot, history) = await ObserveAsync(policy, cancellationToken);
        if (!history.IsUnderWay)
        {
            var rotation = RotationNaming.Rotation(policy.Fleet, _time.GetUtcNow());
            var started = new RotationEvent.Started(rotation, artifact.Id, "preview", artifact.BuiltAt);
            history = history.Apply(started, _time.GetUtcNow());
        }

        var plan = RotationPlanner.Plan(policy.For(history), artifact.Id, snapshot, history, _time.GetUtcNow());
        return new RotationPass(Paced(plan), snapshot, history);
    }

    /// <summary>What a pass of the rotation under way would do now. Changes and records nothing.</summary>
    /// <exception cref="ForgeException">None is under way (NotFound), or the fleet cannot be seen.</exception>
    public async Task<RotationPass> LookAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        var (snapshot, history) = await ObserveAsync(policy, cancellationToken);
        var target = history is { IsUnderWay: true, Target: { } image } ? image : throw new ForgeException(
            ForgeError.NotFound, $"no rotation of fleet {policy.Fleet} is under way",
            $"start one with `imageforge rotate {policy.Fleet}`");
        return new RotationPass(
            Paced(RotationPlanner.Plan(policy.For(history), target, snapshot, history, _time.GetUtcNow())), snapshot,
            history);
    }

    /// <summary>
    /// Who should go to reach the image, and whether a rotation should be begun for it. Changes and records nothing.
    /// </summary>
    /// <exception cref="ForgeException">The fleet cannot be seen, or its journal cannot be trusted.</exception>
    public async Task<(RotationNeed Need, FleetSnapshot Snapshot)> AssessAsync(
        RotationPolicy policy, ImageArtifact artifact, CancellationToken cancellationToken)
    {
        var (snapshot, history) = await ObserveAsync(policy, cancellationToken);
        return (
            RotationNeed.Of(policy, artifact.Id, artifact.BuiltAt, snapshot, history, _time.GetUtcNow()), snapshot);
    }

    /// <summary>One pass of the unfinished rotation.</summary>
    /// <exception cref="ForgeException">None is under way; another process is at work; the fleet cannot be
    /// seen.</exception>
    public async Task<RotationPass> TickAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        try
        {
            return await _passes.RunAsync(policy, cancellationToken);
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
    /// <exception cref="ForgeException">As for starting one; or the fleet could not be seen for too
    /// long.</exception>
    public async IAsyncEnumerable<RotationPass> RunAsync(
        RotationPolicy policy, ImageArtifact artifact, RotationAsk ask,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        var rotation = await _beginning.BeginAsync(policy, artifact, ask, cancellationToken);
        await foreach (var pass in FollowAsync(policy, rotation, cancellationToken))
        {
            yield return pass;
        }
    }

    /// <inheritdoc cref="RunAsync(RotationPolicy, ImageArtifact, RotationAsk, CancellationToken)"/>
    public IAsyncEnumerable<RotationPass> RunAsync(
        RotationPolicy policy, ImageArtifact artifact, string reason, CancellationToken cancellationToken) =>
        RunAsync(policy, artifact, new RotationAsk(reason), cancellationToken);

    /// <summary>
    /// Goes back from the last rotation, or from the one under way, to the last image that was healthy in this fleet.
    /// </summary>
    /// <exception cref="ForgeException">There is nothing to go back to, or it is too late; else as for every run.
    /// </exception>
    public async IAsyncEnumerable<RotationPass> RollBackAsync(
        RotationPolicy policy, string reason, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(policy.Fleet, cancellationToken);
        var rotation = await _beginning.BeginRollbackAsync(policy, new RotationAsk(reason), cancellationToken);
        await foreach (var pass in FollowAsync(policy, rotation, cancellationToken))
        {
            yield return pass;
        }
    }

    /// <summary>Makes a fleet from nothing: a rotation whose every slot adds an instance.</summary>
    /// <exception cref="ForgeException">The fleet has instances already (Usage); else as for every run.
    /// </exception>
    public async IAsyncEnumerable<RotationPass> LaunchFleetAsync(
        RotationPolicy policy, ImageArtifact artifact, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (snapshot, history) = await ObserveAsync(policy, cancellationToken);
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

    /// <summary>
    /// Terminates every instance, whatever the floor, and removes the fleet. Returns how many were terminated.
    /// </summary>
    /// <exception cref="ForgeException">Another process is at work (Busy), or something could not be removed
    /// (External).</exception>
    public async Task<int> DestroyAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        await using var writer = await _leases.TakeAsync(fleet, cancellationToken);
        return await new FleetRemoval(_target, _journal, _leases, _pacer, _time, _logger)
            .RunAsync(fleet, cancellationToken);
    }

    // Every turn either moves the rotation, which it can do only so often, or uses up patience.
    private async IAsyncEnumerable<RotationPass> FollowAsync(
        RotationPolicy policy, RotationId rotation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var patience = new RotationPatience(policy, _time);
        var pace = new RotationPace();
        try
        {
            for (RotationPass? pass = null; pass?.End is null;)
            {
                pass = await TryPassAsync(policy, patience, pace, cancellationToken);
                if (pass is null)
                {
                    continue;
                }

                pass = WithEnd(pass, policy.Fleet, rotation, patience);
                yield return pass;
                if (pass.End is null)
                {
                    await Task.Delay(AtLeast(pace.After(pass), _passes.UntilLook), _time, cancellationToken);
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

    private static TimeSpan AtLeast(TimeSpan pause, TimeSpan least) => pause < least ? least : pause;

    private RotationPlan Paced(RotationPlan plan) =>
        plan with { Arithmetic = plan.Arithmetic.AddRange(_pacer.Lines()) };

    // Null if the fleet could not be looked at; then it has waited.
    private async Task<RotationPass?> TryPassAsync(
        RotationPolicy policy, RotationPatience patience, RotationPace pace, CancellationToken cancellationToken)
    {
        try
        {
            return await _passes.RunAsync(policy, cancellationToken);
        }
        catch (TargetException exception) when (!patience.IsOver)
        {
            var pause = AtLeast(pace.AfterTrouble(), _passes.UntilLook);
            RotationLog.Blind(_logger, policy.Fleet, pause.TotalSeconds, exception.Message);
            await Task.Delay(pause, _time, cancellationToken);
            return null;
        }
        catch (TargetException exception)
        {
            throw Unseen(policy.Fleet, exception);
        }
    }

    // What ends the run although the rotation itself goes on, and what the end of another one than was asked for means.
    private RotationPass WithEnd(RotationPass pass, FleetName fleet, RotationId rotation, RotationPatience patience)
    {
        if (pass.End == PassEnd.Complete && pass.History.Rotation != rotation)
        {
            return pass with { End = PassEnd.RolledBack, EndReason = pass.History.StartReason };
        }

        patience.Look(pass.History, pass.Plan);
        if (pass.End is not null)
        {
            return pass;
        }

        if (RotationWait.Reason(pass, _time.GetUtcNow()) is { } wait)
        {
            RotationLog.Ended(_logger, fleet, PassEnd.Held, wait);
            return pass with { End = PassEnd.Held, EndReason = wait };
        }

        if (!patience.IsOver)
        {
            return pass;
        }

        var holds = string.Join(
            "; ", pass.Plan.Holds.Select(hold => $"{hold.Instance?.Value ?? "fleet"} {hold.Reason}: {hold.Detail}"));
        var failures = string.Join("; ", pass.Failures.Prepend(""));
        var reason = $"nothing has moved for {patience.Limit.TotalSeconds:0} s. {holds}{failures}";
        RotationLog.Ended(_logger, fleet, PassEnd.Stalled, reason);
        return pass with { End = PassEnd.Stalled, EndReason = reason };
    }

    // A look for people: what a pass would record is only thought of.
    private async Task<(FleetSnapshot Snapshot, RotationHistory History)> ObserveAsync(
        RotationPolicy policy, CancellationToken cancellationToken)
    {
        var history = (await _journal.ReadAsync(policy.Fleet, cancellationToken)).History;
        var snapshot = await SnapshotAsync(policy.Fleet, policy, cancellationToken);
        return (snapshot, Observed(history, snapshot, policy));
    }

    private async Task<FleetSnapshot> SnapshotAsync(
        FleetName fleet, RotationPolicy? policy, CancellationToken cancellationToken)
    {
        try
        {
            return await _call.RunAsync(
                token =>
                {
                    if (policy is not null)
                    {
                        _pacer.TakeLook(policy.Desired);
                    }

                    return _target.ObserveAsync(fleet, token);
                },
                cancellationToken);
        }
        catch (TargetException exception)
        {
            throw Unseen(fleet, exception);
        }
    }

    private RotationHistory Observed(RotationHistory history, FleetSnapshot snapshot, RotationPolicy policy)
    {
        var now = _time.GetUtcNow();
        return RotationObservations.Of(snapshot, history, policy, now)
            .Aggregate(history, (known, observation) => known.Apply(observation, now));
    }

    private static ForgeException Unseen(FleetName fleet, TargetException exception) => new(
        ForgeError.External, $"fleet {fleet} cannot be seen: {exception.Message}",
        "nothing is decided without a look at the whole fleet; see `imageforge doctor`", exception);
}
