using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>One pass: observe, record, plan, check, act, record.</summary>
internal sealed class PassRunner(
    IFleetTarget target, RotationJournal journal, IArtifacts artifacts, RotationBeginning beginning,
    FleetLeases leases, CallPacer pacer, TimeProvider time, ILogger logger)
{
    private readonly PlanExecutor _executor = new(target, journal, leases, pacer, time, logger);
    private readonly EvidenceKeeper _evidence = new(target, journal, logger);
    private readonly ImageFitness _fitness = new(artifacts);
    private readonly TargetCall _call = new(time);
    private int? _instances;

    /// <summary>How long the next look has to wait for its turn.</summary>
    public TimeSpan UntilLook => pacer.UntilLook(_instances ?? 1);

    /// <exception cref="ForgeException">No rotation is under way, or its image is not here any more.</exception>
    /// <exception cref="TargetException">The fleet cannot be seen now.</exception>
    public async Task<RotationPass> RunAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        var fleet = policy.Fleet;
        var record = await journal.ReadAsync(fleet, cancellationToken);
        if (record.History is not { IsUnderWay: true, Rotation: { } rotation, Target: { } image })
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no rotation of fleet {fleet} is under way",
                $"start one with `imageforge rotate {fleet}`");
        }

        policy = policy.For(record.History);
        using var span = ForgeTraces.Pass(fleet, rotation, image);
        var began = time.GetTimestamp();
        try
        {
            var pass = await RunAsync(policy, record, rotation, image, cancellationToken);
            ForgeTraces.End(span, pass.End?.ToString() ?? "goes on");
            span?.SetTag("imageforge.available", pass.Plan.Count.Available)
                .SetTag("imageforge.floor", pass.Plan.Limits.Floor)
                .SetTag("imageforge.ceiling", pass.Plan.Limits.Ceiling)
                .SetTag("imageforge.total", pass.Plan.Count.Total)
                .SetTag("imageforge.holds", pass.Plan.Holds.Length);
            return pass;
        }
        catch (Exception exception)
        {
            ForgeTraces.End(span, "failed", exception.Message);
            throw;
        }
        finally
        {
            ForgeMetrics.Passed(fleet.Value, time.GetElapsedTime(began));
        }
    }

    private async Task<RotationPass> RunAsync(
        RotationPolicy policy, RotationRecord record, RotationId rotation, ArtifactId image,
        CancellationToken cancellationToken)
    {
        var fleet = policy.Fleet;
        var artifact = await artifacts.FindAsync(image, cancellationToken) ?? throw new ForgeException(
            ForgeError.NotFound, $"{image}, to which rotation {rotation} goes, is not here any more",
            $"build it again, or end the rotation: `imageforge rotation cancel {fleet}`");
        await leases.SendAsync(fleet, token => target.EnsureFleetAsync(policy, artifact.Health!, token));
        var snapshot = await LookAsync(policy, cancellationToken);
        var observations = RotationObservations.Of(snapshot, record.History, policy, time.GetUtcNow());
        record = await RecordAsync(fleet, rotation, record, observations, cancellationToken);
        var marks = await _fitness.MarksAsync(
            snapshot, record.History, time.GetUtcNow(), cancellationToken);
        record = await RecordAsync(fleet, rotation, record, marks, cancellationToken);
        var plan = RotationPlanner.Plan(policy, image, snapshot, record.History, time.GetUtcNow());

        // Nothing more is launched on it, so there is nothing left to rotate to: whatever the plan holds is not done.
        if (await _fitness.FaultAsync(image, time.GetUtcNow(), cancellationToken) is var (_, fault))
        {
            var stopped = plan with { Status = RotationStatus.Stopped, StopReason = fault, Commands = [] };
            var nothing = new ExecutedPlan(record, [], [], 0, []);
            return await ConcludeAsync(policy, stopped, snapshot, nothing, rotation, cancellationToken);
        }

        record = await RecordAsync(fleet, rotation, record, plan.Events, cancellationToken);
        var executed = await _executor.RunAsync(policy, plan, snapshot, record, cancellationToken);
        executed = executed with
        {
            Record = await _evidence.KeepAsync(fleet, rotation.Value, plan, executed.Record, cancellationToken),
        };
        return await ConcludeAsync(policy, plan, snapshot, executed, rotation, cancellationToken);
    }

    private async Task<FleetSnapshot> LookAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        // Known by the last look, or as many as there shall be.
        var instances = _instances ?? policy.Desired;
        try
        {
            var snapshot = await _call.RunAsync(
                token =>
                {
                    pacer.TakeLook(instances);
                    return target.ObserveAsync(policy.Fleet, token);
                },
                cancellationToken);
            _instances = snapshot.Instances.Length;
            ForgeMetrics.Called("Observe", null);
            return snapshot;
        }
        catch (TargetException exception)
        {
            ForgeMetrics.Called("Observe", exception);
            if (exception.IsThrottled)
            {
                pacer.LookThrottled();
            }

            throw;
        }
    }

    private async Task<RotationRecord> RecordAsync(
        FleetName fleet, RotationId rotation, RotationRecord record, IEnumerable<RotationEvent> events,
        CancellationToken cancellationToken)
    {
        foreach (var news in events)
        {
            record = await journal.AppendAsync(fleet, rotation.Value, record, news, cancellationToken);
        }

        return record;
    }

    private async Task<RotationPass> ConcludeAsync(
        RotationPolicy policy, RotationPlan plan, FleetSnapshot snapshot, ExecutedPlan executed, RotationId rotation,
        CancellationToken cancellationToken)
    {
        var (end, reason, news) = RotationVerdict.Of(plan, executed, rotation);
        var record = executed.Record;

        // What stops goes back at once, in the same rotation of the fleet as far as whoever follows it can see.
        if (news is RotationEvent.Finished { Status: RotationStatus.Stopped } stopped
            && await beginning.TryRollBackAsync(policy, record, stopped, cancellationToken) is { } returning)
        {
            (record, end) = (returning, null);
        }
        else if (news is not null)
        {
            record = await journal.AppendAsync(policy.Fleet, rotation.Value, record, news, cancellationToken);
        }

        Log(policy.Fleet, plan, end, reason, news);
        return new RotationPass(
            plan with { Holds = plan.Holds.AddRange(executed.Throttled) }, snapshot, record.History)
        {
            End = end,
            EndReason = reason,
            Failures = executed.Failures,
            Postponed = executed.Postponed,
        };
    }

    private void Log(FleetName fleet, RotationPlan plan, PassEnd? end, string reason, RotationEvent? news)
    {
        if (end is { } ended)
        {
            RotationLog.Ended(logger, fleet, ended, reason);
        }
        else if (news is RotationEvent.Held held)
        {
            RotationLog.Held(
                logger, fleet, plan.Count.Available, plan.Limits.Desired, plan.Limits.Floor, plan.Count.OnTarget,
                plan.Count.InFlight, plan.Count.Total, plan.Limits.Ceiling, held.Summary);
        }
    }
}
