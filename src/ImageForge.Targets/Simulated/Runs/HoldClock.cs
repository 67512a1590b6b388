using System.Collections.Immutable;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>Adds up how long holds lasted: what a pass holds is held until the next one.</summary>
internal sealed class HoldClock
{
    // A pass in between that decides something else does not end a stretch.
    private static readonly TimeSpan GapMax = TimeSpan.FromSeconds(30);
    private readonly SortedDictionary<HoldReason, SimulatedHold> _totals = [];
    private readonly List<HoldStretch> _stretches = [];
    private List<(HoldReason Reason, int Instances, string Detail)> _held = [];
    private TimeSpan _at;

    public ImmutableArray<SimulatedHold> Totals => [.. _totals.Values.OrderByDescending(hold => hold.Lasted)];
    public ImmutableArray<HoldStretch> Stretches => [.. _stretches];

    public void Look(TimeSpan now, ImmutableArray<Hold> holds)
    {
        foreach (var (reason, instances, detail) in _held)
        {
            var known = _totals.GetValueOrDefault(reason) ?? new SimulatedHold(reason, TimeSpan.Zero, 0, detail);
            _totals[reason] = known with
            {
                Lasted = known.Lasted + (now - _at), InstancesMax = Math.Max(known.InstancesMax, instances),
            };
            if (IsOfTheWhole(reason))
            {
                Extend(reason, now);
            }
        }

        _at = now;
        _held =
        [
            .. holds.GroupBy(hold => hold.Reason).Select(group => (
                group.Key, group.Count(hold => hold.Instance is not null), group.First().Detail)),
        ];
    }

    private static bool IsOfTheWhole(HoldReason reason) => reason is HoldReason.Window or HoldReason.Checkpoint
        or HoldReason.Approval or HoldReason.Paused or HoldReason.Baking or HoldReason.BreakerOpen
        or HoldReason.Capacity or HoldReason.StaleSnapshot or HoldReason.HealthUnknown;

    private void Extend(HoldReason reason, TimeSpan now)
    {
        var last = _stretches.FindLastIndex(stretch => stretch.Reason == reason);
        if (last >= 0 && _at - _stretches[last].To <= GapMax)
        {
            _stretches[last] = _stretches[last] with { To = now };
        }
        else
        {
            _stretches.Add(new HoldStretch(reason, _at, now));
        }
    }
}
