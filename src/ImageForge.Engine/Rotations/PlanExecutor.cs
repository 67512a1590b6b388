using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Checks a plan and, if nothing speaks against it, carries it out command by command in the plan's order.
/// </summary>
internal sealed class PlanExecutor(
    IFleetTarget target, RotationJournal journal, FleetLeases leases, TimeProvider time, ILogger logger)
{
    private readonly CommandRunner _commands = new(target, journal, leases, logger);

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
            return new ExecutedPlan(record, violations, [], 0);
        }

        var failures = ImmutableArray.CreateBuilder<string>();
        for (var number = 0; number < plan.Commands.Length; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Slow commands let the look behind the plan grow old. What is left is then decided anew, not done on old
            // news.
            if (SnapshotAge.IsStale(snapshot, time.GetUtcNow()))
            {
                var left = plan.Commands.Length - number;
                RotationLog.Postponed(logger, left, policy.Fleet, SnapshotAge.Max.TotalSeconds);
                return new ExecutedPlan(record, [], failures.ToImmutable(), left);
            }

            (record, var error) = await _commands.RunAsync(
                policy.Fleet, record.History.Rotation!.Value.Value, record, plan.Commands[number]);
            if (error is not null)
            {
                failures.Add(error);
            }
        }

        return new ExecutedPlan(record, [], failures.ToImmutable(), 0);
    }
}
