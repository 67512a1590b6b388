using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Detection;

/// <summary>What follows from a detection, and what has followed.</summary>
public sealed class DetectionDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 21, 14, 15, 0, TimeSpan.Zero);
    private static readonly InstanceId A = new("web-a");
    private static readonly InstanceId B = new("web-b");

    private static readonly RotationPolicy Policy = new()
    {
        Fleet = new FleetName("web"),
        Image = new ImageName("web"),
        Desired = 4,
        OnDetection =
        [
            new DetectionRule(DetectionSeverity.Signal, "T1110", DetectionAction.Report),
            new DetectionRule(DetectionSeverity.Signal, "T1053", DetectionAction.Rotate),
            new DetectionRule(DetectionSeverity.Alert, null, DetectionAction.Quarantine),
        ],
    };

    public static TheoryData<DetectionSeverity, string, DetectionAction, bool> Rules() => new()
    {
        { DetectionSeverity.Signal, "T1098", DetectionAction.Report, false },
        { DetectionSeverity.Alert, "T1098", DetectionAction.Quarantine, true },
        { DetectionSeverity.Alert, "", DetectionAction.Quarantine, true },
        { DetectionSeverity.Alert, "T1110.001", DetectionAction.Report, false },
        { DetectionSeverity.Signal, "T1053", DetectionAction.Rotate, true },
        { DetectionSeverity.Alert, "T1053.003", DetectionAction.Rotate, true },
        { DetectionSeverity.Signal, "T10531", DetectionAction.Report, false },
        { DetectionSeverity.Signal, "T1098 T1053.006", DetectionAction.Rotate, true },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_first_rule_that_is_for_it_decides(
        DetectionSeverity severity, string techniques, DetectionAction action, bool taken)
    {
        var decision = Decide(Reported(severity, techniques));
        Assert.Equal((action, taken), (decision.Action, decision.Taken));
        Assert.Equal(
            (action, taken) switch
            {
                (DetectionAction.Rotate, true) => CandidateReason.Detection,
                (DetectionAction.Quarantine, true) => CandidateReason.Compromised,
                _ => (CandidateReason?)null,
            },
            decision.Mark);
    }

    [Fact]
    public void Nothing_follows_without_a_schedule_or_a_rule()
    {
        Assert.False(DetectionDecision.Of(null, Reported(), A, InstanceRecord.Empty, DetectionLedger.Empty, Now).Taken);
        var silent = Policy with { OnDetection = [] };
        Assert.Equal(
            (DetectionAction.Report, false),
            (Decide(Reported(), policy: silent).Action, Decide(Reported(), policy: silent).Taken));
    }

    public static TheoryData<InstanceRecord, string> Standings() => new()
    {
        { new InstanceRecord { Mark = Mark(CandidateReason.Compromised) }, "is quarantined already" },
        { new InstanceRecord { IsolateBeganAt = Now }, "is quarantined already" },
        { new InstanceRecord { TerminateBeganAt = Now }, "leaves, or is gone" },
        { new InstanceRecord { LostAt = Now }, "leaves, or is gone" },
        { new InstanceRecord { IsolateBeganAt = Now, ReleasedAt = Now }, "a person has released it" },
    };

    [Theory]
    [MemberData(nameof(Standings))]
    public void What_goes_already_is_taken_by_nothing_more(InstanceRecord record, string why)
    {
        var decision = Decide(Reported(), record);
        Assert.False(decision.Taken);
        Assert.False(decision.IsHeld);
        Assert.Contains(why, decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_to_go_may_still_turn_out_to_be_lost()
    {
        var marked = new InstanceRecord { Mark = Mark(CandidateReason.Detection) };
        Assert.False(Decide(Reported(DetectionSeverity.Signal, "T1053"), marked).Taken);
        Assert.True(Decide(Reported(), marked, Taken(A, Now.AddMinutes(-1))).Taken);
    }

    [Fact]
    public void Detections_alone_take_no_more_than_their_share_an_hour_and_a_person_is_called()
    {
        var decision = Decide(Reported(), ledger: Taken(B, Now.AddMinutes(-59)));
        Assert.Equal((false, true, null), (decision.Taken, decision.IsHeld, decision.Mark));
        Assert.Contains(
            "took 1 within an hour >= max(1, 10 * 4 / 100) = 1; a person must look", decision.Reason,
            StringComparison.Ordinal);
        Assert.True(Decide(Reported(), ledger: Taken(B, Now.AddMinutes(-61))).Taken);
        var large = Policy with { Desired = 29 };
        Assert.True(Decide(Reported(), ledger: Taken(B, Now.AddMinutes(-1)), policy: large).Taken);
        var two = Taken(B, Now.AddMinutes(-2)).Apply(Event(new InstanceId("web-c"), "d-2"), Now.AddMinutes(-1));
        Assert.False(Decide(Reported(), ledger: two, policy: large).Taken);
    }

    [Fact]
    public void A_log_that_is_sent_again_takes_nobody_out()
    {
        var old = Reported() with { At = Now.AddHours(-25) };
        Assert.Contains("too long to act upon", Decide(old).Reason, StringComparison.Ordinal);
        Assert.True(Decide(old with { At = Now.AddHours(-23) }).Taken);
    }

    [Fact]
    public void What_one_rule_sees_within_a_minute_has_one_name()
    {
        var first = Reported();
        var name = DetectionName.Of(A, first);
        Assert.Matches("^d-[0-9a-f]{16}$", name);
        Assert.Equal(name, DetectionName.Of(A, first with { At = first.At.AddSeconds(20), Summary = "more" }));
        Assert.Distinct(
        [
            name, DetectionName.Of(B, first), DetectionName.Of(A, first with { At = first.At.AddMinutes(1) }),
            DetectionName.Of(A, first with { Rule = "other" }), DetectionName.Of(A, first with { Sensor = "other" }),
        ]);
    }

    [Fact]
    public void The_ledger_tells_what_became_of_whom_detections_took()
    {
        var (c, d) = (new InstanceId("web-c"), new InstanceId("web-d"));
        var image = new ArtifactId(new ImageName("web"), Digest.OfText("x"));
        RotationEvent.LaunchBegan Launch(InstanceId id) => new(id, image, 0, 1, "t", null, "");
        var ledger = Fold(
            Event(A, "d-1"), Event(A, "d-1"), Event(A, "d-2"), Launch(c),
            new RotationEvent.LaunchFailed(c, 0, 1, ""), Launch(d),
            new RotationEvent.CommandDone(d, CommandKind.Admit),
            new RotationEvent.CommandBegan(A, CommandKind.Drain, null, ""),
            new RotationEvent.CommandDone(A, CommandKind.Isolate),
            new RotationEvent.EvidenceKept(A, "copy", "sha"), new RotationEvent.DetectionsCounted(3, 4),
            new RotationEvent.DetectionsCounted(1, 0));
        Assert.Equal((2, 4, 4), (ledger.Records.Count, ledger.Repeated, ledger.Dropped));
        var incident = Assert.Single(ledger.Incidents);
        Assert.Equal(("d-1", d, "copy", "sha"), (
            incident.Detection, incident.Replacement!.Value, incident.Evidence, incident.EvidenceSha256));
        Assert.Equal(
            [Now, Now.AddMinutes(6), Now.AddMinutes(7), Now.AddMinutes(8), Now.AddMinutes(9), null],
            new[]
            {
                incident.TakenAt, incident.ReplacedAt, incident.OutOfServiceAt, incident.IsolatedAt,
                incident.EvidenceAt, incident.RemovedAt,
            });
        Assert.Equal("d-2", ledger.Find("d-2")!.Event.Detection);
        Assert.Null(ledger.Find("d-3"));
    }

    [Fact]
    public void The_ledger_keeps_a_bounded_number()
    {
        var ledger = Enumerable.Range(0, DetectionLedger.RecordsMax + 5).Aggregate(
            DetectionLedger.Empty,
            (known, number) => known.Apply(
                Event(new InstanceId($"web-{number}"), $"d-{number}"), Now.AddMinutes(number)));
        Assert.Equal(
            (DetectionLedger.RecordsMax, DetectionLedger.IncidentsMax), (ledger.Records.Count, ledger.Incidents.Count));
        Assert.Null(ledger.Find("d-4"));
        Assert.NotNull(ledger.Find("d-5"));
        Assert.Equal(10, ledger.TakenSince(Now.AddMinutes(DetectionLedger.RecordsMax - 6)).Count);
    }

    private static DetectionLedger Fold(params ImmutableArray<RotationEvent> events) => events
        .Select((news, minute) => (News: news, At: Now.AddMinutes(minute)))
        .Aggregate(DetectionLedger.Empty, (ledger, entry) => ledger.Apply(entry.News, entry.At));

    private static DetectionLedger Taken(InstanceId instance, DateTimeOffset at) =>
        DetectionLedger.Empty.Apply(Event(instance, "d-1"), at);

    private static RotationEvent.Detected Event(InstanceId instance, string name) => new(
        instance, name, "auditd", "shadow-write", "T1098", DetectionSeverity.Alert, Now, "", DetectionAction.Quarantine,
        true, "rule 1", "test");

    private static InstanceMark Mark(CandidateReason reason) => new(reason, "", Now);

    private static DetectionDecision Decide(
        ReportedDetection detection, InstanceRecord? record = null, DetectionLedger? ledger = null,
        RotationPolicy? policy = null) =>
        DetectionDecision.Of(
            policy ?? Policy, detection, A, record ?? InstanceRecord.Empty, ledger ?? DetectionLedger.Empty, Now);

    private static ReportedDetection Reported(
        DetectionSeverity severity = DetectionSeverity.Alert, string techniques = "T1098") => new()
    {
        Sensor = "auditd",
        Rule = "shadow-write",
        Severity = severity,
        At = Now,
        Techniques = [.. techniques.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
    };
}
