using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Checks a plan and, if nothing speaks against it, carries it out command by command in the plan's order.
/// </summary>
internal sealed class PlanExecutor(
    IFleetTarget target, RotationJournal journal, FleetLeases leases, CallPacer pacer, TimeProvider time,
    ILogger logger)
{
    private readonly CommandRunner _commands = new(target, journal, leases, pacer, logger);

    /// <summary>
    /// A command that fails does not keep the next one from its turn: the plan's budgets do not rest on earlier
    /// successes.
    /// </summary>
    /// <param name="cancellationToken">Stops between two commands.</param>
    public async Task<ExecutedPlan> RunAsync(
        RotationPolicy policy, RotationPlan plan, FleetSnapshot snapshot, RotationRecord record,
        CancellationToken cancellationToken)
    {
        var violations = PlanCheck.Verify(plan, snapshot, record.History, policy, time.GetUtcNow());
        if (!violations.IsEmpty)
        {
            RotationLog.PlanRefused(logger, policy.Fleet, string.Join("; ", violations));
            return new ExecutedPlan(record, violations, [], 0, []);
        }

        var failures = ImmutableArray.CreateBuilder<string>();
        var throttled = ImmutableArray.CreateBuilder<Hold>();
        for (var number = 0; number < plan.Commands.Length; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Slow commands let the look behind the plan grow old. What is left is then decided anew, not done on old
            // news.
            if (SnapshotAge.IsStale(snapshot, time.GetUtcNow()))
            {
                var left = plan.Commands.Length - number;
                RotationLog.Postponed(logger, left, policy.Fleet, SnapshotAge.Max.TotalSeconds);
                return new ExecutedPlan(record, [], failures.ToImmutable(), left, throttled.ToImmutable());
            }

            // Without its turn it is not begun, and the journal does not know of it. Those behind it may have theirs.
            var command = plan.Commands[number];
            if (pacer.TryTake(command.Kind, command.Instance) is { } wait)
            {
                ForgeMetrics.Paced(command.Kind);
                throttled.Add(pacer.HoldOf(command, wait, time.GetUtcNow()));
                continue;
            }

            (record, var error) = await _commands.RunAsync(
                policy.Fleet, record.History.Rotation!.Value.Value, record, command);
            if (error is not null)
            {
                failures.Add(error);
            }
        }

        return new ExecutedPlan(record, [], failures.ToImmutable(), 0, throttled.ToImmutable());
    }
}
