using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>
/// Everything that is known of one run of a scenario in one restored machine. A verdict is a function of this, so it
/// can be judged again later, by other rules of judging.
/// </summary>
public sealed record ScenarioRecording
{
    public required string ScenarioId { get; init; }

    /// <summary>
    /// Which restore of the snapshot it ran in, from 1: serials and times of the audit trail repeat after each.
    /// </summary>
    public required long SnapshotEpoch { get; init; }

    /// <summary>The host saw the start mark, or the runner said that the attack began.</summary>
    public required bool Started { get; init; }

    /// <summary>The host saw the end mark.</summary>
    public required bool Ended { get; init; }

    /// <summary>The machine shut down, was reset or died while the scenario ran.</summary>
    public bool VmEnded { get; init; }

    /// <summary>The last prerequisite that was checked; null: there is none, or it never came to that.</summary>
    public StageOutcome? Prerequisite { get; init; }

    public StageOutcome? Run { get; init; }

    /// <summary>Null: there is no probe, or the machine did not live to run it.</summary>
    public StageOutcome? Effect { get; init; }

    public StageOutcome? Cleanup { get; init; }

    public SensorHealth? Before { get; init; }

    /// <summary>Null: the machine did not live to tell.</summary>
    public SensorHealth? After { get; init; }

    /// <summary>
    /// The raw audit trail from the restore on, as it arrived; its last line may be cut. The host stops reading at the
    /// end mark or, without one, when the wait of the policy is over.
    /// </summary>
    public string Records { get; init; } = "";

    /// <summary>
    /// When parts of <see cref="Records"/> arrived, in order; empty: not measured, and what is in the records counts as
    /// in time.
    /// </summary>
    public ImmutableArray<RecordArrival> Arrivals { get; init; } = [];

    public ScenarioLoginIds LoginIds { get; init; } = ScenarioLoginIds.Standard;

    /// <summary>
    /// The control without which the same attack had its effect, as a run in the unhardened variant showed; null: that
    /// was not tried, or it had none there either.
    /// </summary>
    public string? EffectWithoutControl { get; init; }

    /// <summary>
    /// What kept the host from running or recording it (not rendered, the port closed, no barrier mark); null: nothing.
    /// </summary>
    public string? Fault { get; init; }
}
