using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>What a sight says of its instances, found by instance.</summary>
public sealed class PlannedSteps
{
    private readonly Dictionary<InstanceId, RotationCommand> _commands = [];
    private readonly Dictionary<InstanceId, Candidate> _candidates;
    private readonly ILookup<InstanceId, Hold> _holds;
    private readonly List<Hold> _all;
    private readonly Lazy<ImmutableArray<InstanceView>> _byId;

    internal PlannedSteps(FleetSight sight)
    {
        Sight = sight;
        foreach (var command in sight.Plan?.Commands ?? [])
        {
            _commands.TryAdd(command.Instance, command);
        }

        var holds = sight.Plan?.Holds ?? [];
        _holds = holds.Where(hold => hold.Instance is not null).ToLookup(hold => hold.Instance!.Value);
        _all = [.. holds.Where(hold => hold.Instance is null)];
        _byId = new(() => [.. (sight.Snapshot?.Instances ?? []).OrderBy(view => view.Id)]);
        _candidates = (sight.Need?.Candidates ?? []).ToDictionary(candidate => candidate.Instance);
    }

    internal FleetSight Sight { get; }

    /// <summary>All instances, in ordinal order of their ids.</summary>
    public ImmutableArray<InstanceView> ById => _byId.Value;

    /// <summary>What the plan does with an instance first; null: nothing.</summary>
    public RotationCommand? CommandFor(InstanceId instance) => _commands.GetValueOrDefault(instance);

    /// <summary>Why an instance should go; null: nothing speaks against it, or nobody can say.</summary>
    public Candidate? CandidateOf(InstanceId instance) => _candidates.GetValueOrDefault(instance);

    /// <summary>The first of several that keep the next step from this very instance.</summary>
    public Hold? HoldOf(InstanceId instance) => _holds[instance].FirstOrDefault();

    /// <summary>
    /// The earliest time at which something that holds an instance, or the whole fleet, may end by itself; null:
    /// nothing holds it, or only an event or a person ends that.
    /// </summary>
    public DateTimeOffset? NextEligibleAt(InstanceId instance) =>
        _holds[instance].Concat(_all).Min(hold => hold.NextEligibleAt);
}
