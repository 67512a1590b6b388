using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>
/// The events of one run, sorted by whose they are: the attack's own are those with its login id, at whatever time; of
/// others only the time between the marks links them to it.
/// </summary>
internal sealed class ScenarioTrail
{
    private readonly ScenarioRecording _recording;
    private readonly AuditEvent? _start;
    private readonly ImmutableArray<AuditEvent> _own;
    private readonly ImmutableArray<AuditEvent> _window;
    private readonly string _technique;

    public ScenarioTrail(Scenario scenario, ScenarioRecording recording, AuditTrail stream, DetectionPolicy policy)
    {
        _recording = recording;
        _technique = scenario.Technique;
        _start = Mark(stream, ScenarioMark.Start(scenario.Id));
        var end = Mark(stream, ScenarioMark.End(scenario.Id));
        _own =
        [
            .. stream.Events.Where(happened => happened.LoginId == recording.LoginIds.Run
                && (LatencyOf(happened) ?? TimeSpan.Zero) <= policy.Within),
        ];
        var ids = recording.LoginIds;
        _window = _start is null
            ? []
            :
            [
                .. stream.Events.Where(happened => happened.Serial > _start.Serial
                    && (end is null || happened.Serial < end.Serial)
                    && happened.LoginId != ids.Run && happened.LoginId != ids.Prerequisite
                    && happened.LoginId != ids.Cleanup && happened.LoginId != ids.Runner),
            ];
        Hits = [.. _own.Where(Answers)];
    }

    /// <summary>Events of the attack that answer for its technique, by time.</summary>
    public ImmutableArray<AuditEvent> Hits { get; }

    /// <summary>The first thing of the attack that was refused; null: nothing.</summary>
    public AuditEvent? Denial => _own.FirstOrDefault(happened => happened.IsDenial);

    public VerdictDetail MissDetail => this switch
    {
        _ when _own.Any(IsKeyed) => VerdictDetail.OtherKey,
        _ when _window.Any(Answers) => VerdictDetail.WindowOnly,
        _ when _own.Any(happened => !happened.Types.Contains("SYSCALL")) => VerdictDetail.TypeOnly,
        _ when !_own.IsEmpty => VerdictDetail.ExecOnly,
        _ => VerdictDetail.Silent,
    };

    /// <summary>What a person would look at first.</summary>
    public string MissWords => MissDetail switch
    {
        VerdictDetail.OtherKey => $"other rules fired: {Joined(_own.Where(IsKeyed).Select(RuleOf))}",
        VerdictDetail.WindowOnly => $"fired for somebody else: {Joined(_window.Where(Answers).Select(RuleOf))}",
        VerdictDetail.TypeOnly => $"records without a rule: {Joined(_own.SelectMany(happened => happened.Types))}",
        VerdictDetail.ExecOnly => $"programs: {Joined(_own.Select(happened => happened.Executable))}",
        _ => "no record at all",
    };

    /// <summary>From the start mark to an event, by the guest's clock; null: there is no mark.</summary>
    public TimeSpan? DelayOf(AuditEvent happened) => _start is null ? null : happened.Time - _start.Time;

    /// <summary>
    /// How much longer an event took to the host than the start mark did; null: not measured. Both clocks only measure
    /// their own stretch, so they need not agree.
    /// </summary>
    public TimeSpan? LatencyOf(AuditEvent happened)
    {
        if (_start is null || ArrivalOf(_start) is not { } marked || ArrivalOf(happened) is not { } arrived)
        {
            return null;
        }

        var late = (arrived - marked) - (happened.Time - _start.Time);
        return late > TimeSpan.Zero ? late : TimeSpan.Zero;
    }

    private TimeSpan? ArrivalOf(AuditEvent happened)
    {
        var arrivals = _recording.Arrivals;
        var (low, high) = (0, arrivals.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = arrivals[middle].Length < happened.End ? (middle + 1, high) : (low, middle);
        }

        return low < arrivals.Length ? arrivals[low].After : null;
    }

    private bool Answers(AuditEvent happened) =>
        happened.Keys.Tier is not null && happened.Keys.Answering(_technique) is not null;

    // Whoever forges a mark does so under the attack's login id: the kernel writes that, not the sender.
    private AuditEvent? Mark(AuditTrail stream, string text) => stream.Events.FirstOrDefault(
        happened => happened.LoginId != _recording.LoginIds.Run && ScenarioMark.IsIn(happened.Text, text));

    private static bool IsKeyed(AuditEvent happened) => !happened.Keys.Techniques.IsEmpty;

    private static string RuleOf(AuditEvent happened) => happened.Keys.RuleId;

    private static string Joined(IEnumerable<string> names) =>
        string.Join(", ", names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Take(5));
}
