using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Core.Rotations.Overview;

namespace ImageForge.Engine.Rotations;

/// <content>What it says to whoever only looks.</content>
public sealed partial class RotationEngine
{
    /// <summary>
    /// A look at a fleet for whoever watches; what a pass would record of it is only thought of. Null if passes need
    /// the target's interface for themselves now.
    /// </summary>
    /// <param name="fleet">Which one.</param>
    /// <param name="policy">Its own; null: it has no schedule that is right.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="ForgeException">The fleet cannot be seen, or its journal cannot be trusted.</exception>
    public async Task<(FleetSnapshot Snapshot, RotationHistory History)?> TryObserveAsync(
        FleetName fleet, RotationPolicy? policy, CancellationToken cancellationToken)
    {
        if (policy is not null)
        {
            return _pacer.UntilLook(policy.Desired) > TimeSpan.Zero
                ? null
                : await ObserveAsync(policy, cancellationToken);
        }

        var history = (await _journal.ReadAsync(fleet, cancellationToken)).History;
        return (await SnapshotAsync(fleet, null, cancellationToken), history);
    }

    /// <summary>Adds one look to what is known of a fleet, and what the planner makes of it.</summary>
    /// <param name="known">Its policy, what its channel names, and its journal as it was before the look.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="ForgeException">The fleet cannot be seen (External).</exception>
    public async Task<FleetSight> SeeAsync(FleetSight known, CancellationToken cancellationToken)
    {
        var snapshot = await SnapshotAsync(known.Fleet, known.Policy, cancellationToken);
        if (known.Policy is not { } policy)
        {
            return known with { Snapshot = snapshot };
        }

        var sight = known with { Snapshot = snapshot, History = Observed(known.History, snapshot, policy) };
        var now = _time.GetUtcNow();
        return sight with
        {
            Need = sight is { Current: { } current, CurrentBuiltAt: { } builtAt }
                ? RotationNeed.Of(policy, current, builtAt, snapshot, sight.History, now)
                : null,
            Plan = sight.Goal is { } goal
                ? Paced(RotationPlanner.Plan(policy.For(sight.History), goal, snapshot, sight.History, now))
                : null,
        };
    }

    /// <summary>Explains one instance: what it is, whether it counts, what happens next and what blocks that.</summary>
    /// <exception cref="ForgeException">There is no such instance (NotFound), or the fleet cannot be seen.</exception>
    public async Task<InstanceExplanation> WhyAsync(
        RotationPolicy policy, InstanceId instance, CancellationToken cancellationToken)
    {
        var (snapshot, history) = await ObserveAsync(policy, cancellationToken);
        policy = policy.For(history);
        var view = snapshot.Instances.FirstOrDefault(candidate => candidate.Id == instance)
            ?? throw Missing(policy.Fleet, instance, snapshot, history);
        var target = history.Target ?? view.Image;
        var plan = RotationPlanner.Plan(policy, target, snapshot, history, _time.GetUtcNow());
        return InstanceExplainer.Explain(
            view, target, plan with { Holds = [.. plan.Holds, .. Turn(plan, instance)] }, history, policy,
            _time.GetUtcNow());
    }

    // What a pass now would do with an instance may still have to wait behind what it does with others.
    private IEnumerable<Hold> Turn(RotationPlan plan, InstanceId instance)
    {
        if (plan.Commands.FirstOrDefault(command => command.Instance == instance) is { } next
            && _pacer.UntilTurn(next, plan.Commands[..plan.Commands.IndexOf(next)]) is var wait
            && wait > TimeSpan.Zero)
        {
            yield return _pacer.HoldOf(next, wait, _time.GetUtcNow());
        }
    }

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
