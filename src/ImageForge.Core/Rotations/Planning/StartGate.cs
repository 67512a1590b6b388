using System.Collections.Immutable;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>
/// Whether new slots may begin, as persons, windows and checkpoints have it. What was begun is never held by it.
/// </summary>
internal sealed class StartGate
{
    private readonly FleetPicture _fleet;
    private readonly Hold? _always;
    private readonly (int Percent, int Count)? _nextApproval;
    private readonly ImmutableSortedDictionary<int, DateTimeOffset> _reached;
    private int _begun;
    private (int Begun, Hold? Hold)? _last;

    public StartGate(FleetPicture fleet, FleetDemand demand, PlanDraft draft)
    {
        _fleet = fleet;
        _begun = demand.Begun;
        _nextApproval = CheckpointMath.NextApproval(fleet.Policy, fleet.History.Control);
        var news = CheckpointMath.Checkpoints(fleet.Policy)
            .Where(count => demand.HasCandidates && demand.Finished >= count
                && !fleet.History.Control.Checkpoints.ContainsKey(count)).ToList();
        news.ForEach(count => draft.Record(new RotationEvent.CheckpointReached(count)));
        _reached = fleet.History.Control.Checkpoints.AddRange(
            news.Select(count => KeyValuePair.Create(count, fleet.Now)));

        _always = ByPerson() ?? ByWindow();
    }

    /// <summary>True if a person wants nothing new at all: then not even a missing instance is launched.</summary>
    public bool IsShut => ByPerson() is not null;

    /// <summary>Why no slot may begin now; null if one may.</summary>
    public Hold? Hold
    {
        get
        {
            // Asked for by every candidate, and another one only once a slot more has begun.
            if (_last?.Begun != _begun)
            {
                _last = (_begun, _always ?? ByApproval() ?? ByCheckpoint());
            }

            return _last?.Hold;
        }
    }

    /// <summary>When a slot may begin that nothing but windows holds from a moment on; null if never.</summary>
    public DateTimeOffset? Earliest(DateTimeOffset? from) => from is not { } at ? null
        : _fleet.History.Control.WindowsPassed is null ? _fleet.Policy.Windows.NextOpening(at)
        : at;

    /// <summary>Counts one more slot begun in this pass.</summary>
    public void Begin() => _begun++;

    private Hold? ByPerson() => _fleet.History.Control switch
    {
        { CancelRequestedAt: { } at } control =>
            new Hold(
                null, HoldReason.Paused,
                $"cancelled at {at:HH:mm:ss} by {control.Words}; it ends once what was begun is done",
                null),
        { PausedAt: { } at } control => new Hold(
            null, HoldReason.Paused,
            $"paused at {at:HH:mm:ss} by {control.Words}; `imageforge rotation resume {_fleet.Policy.Fleet}`", null),
        _ => null,
    };

    private Hold? ByWindow()
    {
        var windows = _fleet.Policy.Windows;
        if (_fleet.History.Control.WindowsPassed is not null || windows.IsOpen(_fleet.Now))
        {
            return null;
        }

        var next = windows.NextOpening(_fleet.Now);
        var when = next is { } opening ? $"the next opens at {opening:yyyy-MM-dd HH:mm} UTC" : "none opens any more";
        return new Hold(null, HoldReason.Window, $"no window is open ({windows.Describe()}); {when}", next);
    }

    private Hold? ByApproval()
    {
        return _nextApproval is { } point && point.Count <= _begun
            ? new Hold(
                null, HoldReason.Approval,
                $"{_begun} begun >= {point.Count}: a person has to approve, "
                    + $"`imageforge rotation approve {_fleet.Policy.Fleet}`",
                null)
            : null;
    }

    private Hold? ByCheckpoint()
    {
        foreach (var count in CheckpointMath.Checkpoints(_fleet.Policy).TakeWhile(count => count <= _begun))
        {
            if (!_reached.TryGetValue(count, out var reached))
            {
                return new Hold(
                    null, HoldReason.Checkpoint,
                    $"{_begun} begun >= checkpoint {count}, waits until those are finished",
                    null);
            }

            var until = reached + _fleet.Policy.CheckpointDelay;
            if (until > _fleet.Now)
            {
                return new Hold(
                    null, HoldReason.Checkpoint,
                    $"{_begun} begun >= checkpoint {count}, reached at {reached:HH:mm:ss}, "
                        + $"delay {DurationText.Of(_fleet.Policy.CheckpointDelay)}",
                    until);
            }
        }

        return null;
    }
}
