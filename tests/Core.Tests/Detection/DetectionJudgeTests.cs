using ImageForge.Core.Detection;

namespace ImageForge.Core.Tests.Detection;

/// <summary>Every verdict, and every way in which a judge can fool itself.</summary>
public sealed class DetectionJudgeTests
{
    private const string Rules = """
        -a always,exit -F path=/etc/shadow -k tier:alert -k if:shadow-read -k attack:T1003.008 -k attack:T1110.002
        -a always,exit -F path=/usr/bin/id -F perm=x -F auid!=unset -k tier:signal -k if:who -k attack:T1033
        -a always,exit -F path=/usr/bin/nc -F perm=x -k tier:alert -k if:dump -k attack:T1003
        """;

    private static readonly AuditRuleSet RuleSet = AuditRuleSet.Parse(Rules);
    private static readonly string[] Shadow = AuditText.Rule("alert", "shadow-read", "T1003.008", "T1110.002");
    private static readonly string[] Who = AuditText.Rule("signal", "who", "T1033");
    private static readonly ScenarioLoginIds Ids = ScenarioLoginIds.Standard;
    private static readonly SensorHealth Fit = new(2, DaemonAlive: true, Lost: 0, Backlog: 0, 3, 3);

    private static readonly Scenario Copy = new()
    {
        Id = "shadow-copy", Title = "Copies", Technique = "T1003.008", Run = "cp", Effect = "test -s x",
    };

    private static ScenarioRecording Recording(Func<AuditText, AuditText>? during = null) => new()
    {
        ScenarioId = Copy.Id,
        SnapshotEpoch = 1,
        Started = true,
        Ended = true,
        Run = new StageOutcome(0),
        Effect = new StageOutcome(0),
        Before = Fit,
        After = Fit,
        Records = $"{(during ?? (text => text))(new AuditText().Mark(ScenarioMark.Start(Copy.Id), Ids.Runner))
            .Mark(ScenarioMark.End(Copy.Id), Ids.Runner)}",
    };

    private static ScenarioVerdict Judge(
        ScenarioRecording recording, Scenario? scenario = null, DetectionPolicy? policy = null) =>
        DetectionJudge.Judge(scenario ?? Copy, recording, RuleSet, policy ?? new DetectionPolicy());

    [Fact]
    public void A_keyed_event_of_the_attack_is_a_detection_with_all_that_is_known_of_it()
    {
        var verdict = Judge(Recording(text => text
            .Call(Ids.Run, Shadow, afterMilliseconds: 460).Call(Ids.Run, Shadow)));

        Assert.Equal((VerdictKind.Detected, AuditTier.Alert, 2), (verdict.Kind, verdict.Tier, verdict.Count));
        Assert.Equal(["shadow-read"], verdict.RuleIds);
        Assert.Equal(TimeSpan.FromMilliseconds(460), verdict.Delay);
        Assert.Equal((true, false, true), (verdict.FirstKey, verdict.ParentOnly, verdict.HadEffect));
        Assert.Equal(AuditTier.Alert, verdict.TierWithoutLogin);
        Assert.True(verdict.AlertedOrBlocked);
    }

    [Fact]
    public void A_second_key_detects_and_is_no_first_key()
    {
        var verdict = Judge(
            Recording(text => text.Call(Ids.Run, Shadow)), Copy with { Technique = "T1110.002" });

        Assert.Equal((VerdictKind.Detected, false), (verdict.Kind, verdict.FirstKey));
    }

    [Fact]
    public void The_parent_of_a_technique_answers_for_it_and_a_child_does_not()
    {
        var parent = AuditText.Rule("alert", "dump", "T1003");

        var verdict = Judge(Recording(text => text.Call(Ids.Run, parent)));
        var child = Judge(Recording(text => text.Call(Ids.Run, Shadow)), Copy with { Technique = "T1003" });

        Assert.Equal((VerdictKind.Detected, true, true), (verdict.Kind, verdict.ParentOnly, verdict.FirstKey));
        Assert.Equal((VerdictKind.Missed, VerdictDetail.OtherKey), (child.Kind, child.Detail));
    }

    [Fact]
    public void A_rule_that_asks_for_a_login_says_nothing_of_a_service()
    {
        var verdict = Judge(Recording(text => text.Call(Ids.Run, Who)), Copy with { Technique = "T1033" });

        Assert.Equal((VerdictKind.Detected, AuditTier.Signal), (verdict.Kind, verdict.Tier));
        Assert.Null(verdict.TierWithoutLogin);
        Assert.False(verdict.AlertedOrBlocked);
    }

    [Fact]
    public void A_call_that_failed_is_an_attempt()
    {
        var verdict = Judge(Recording(text => text.Call(Ids.Run, Shadow, exit: -2)));

        Assert.Equal((VerdictKind.Detected, VerdictDetail.Attempt), (verdict.Kind, verdict.Detail));
    }

    [Fact]
    public void An_event_after_the_end_mark_still_counts_by_its_login_id()
    {
        var late = Recording();
        var trail = new AuditText().Begin(900).Call(Ids.Run, Shadow);

        Assert.Equal(VerdictKind.Detected, Judge(late with { Records = late.Records + trail }).Kind);
    }

    [Theory]
    [InlineData(41000)]
    [InlineData(41002)]
    [InlineData(41003)]
    public void What_the_runner_prerequisites_and_cleanup_did_is_nobody_s_detection(int loginId)
    {
        var verdict = Judge(Recording(text => text.Call((uint)loginId, Shadow)));

        Assert.Equal((VerdictKind.Missed, VerdictDetail.Silent), (verdict.Kind, verdict.Detail));
    }

    [Fact]
    public void Others_between_the_marks_are_a_window_and_no_detection()
    {
        var within = Judge(Recording(text => text.Call(null, Shadow)));
        var before = Judge(Recording() with
        {
            Records = $"{new AuditText().Call(null, Shadow).Mark(ScenarioMark.Start(Copy.Id), Ids.Runner)}",
        });

        Assert.Equal((VerdictKind.Missed, VerdictDetail.WindowOnly), (within.Kind, within.Detail));
        Assert.Contains("shadow-read", within.Reason, StringComparison.Ordinal);
        Assert.Equal(VerdictDetail.Silent, before.Detail);
    }

    [Fact]
    public void A_miss_says_what_there_was_instead()
    {
        var type = Judge(Recording(text => text.Begin()
            .Line($"{text.Head("ANOM_PROMISCUOUS")}dev=eth0 prom=256 old_prom=0 auid={Ids.Run} uid=0")));

        Assert.Equal(VerdictDetail.OtherKey, Judge(Recording(text => text.Call(Ids.Run, Who))).Detail);
        Assert.Equal(VerdictDetail.TypeOnly, type.Detail);
        Assert.Contains("ANOM_PROMISCUOUS", type.Reason, StringComparison.Ordinal);
        Assert.Equal(VerdictDetail.ExecOnly, Judge(Recording(text => text.Call(Ids.Run, ["exec:login"]))).Detail);
        Assert.Equal(VerdictDetail.Silent, Judge(Recording()).Detail);
    }

    // A key without a tier is no rule of ours: it must not pass for a detection.
    [Fact]
    public void A_key_without_a_tier_detects_nothing()
    {
        var verdict = Judge(Recording(text => text.Call(Ids.Run, ["attack:T1003.008"])));

        Assert.Equal((VerdictKind.Missed, VerdictDetail.OtherKey), (verdict.Kind, verdict.Detail));
    }

    [Fact]
    public void A_mark_that_the_attack_forged_is_no_mark()
    {
        var verdict = Judge(Recording() with
        {
            Records = $"{new AuditText().Mark(ScenarioMark.Start(Copy.Id), Ids.Run).Call(null, Shadow)}",
        });

        Assert.NotEqual(VerdictDetail.WindowOnly, verdict.Detail);
    }

    [Theory]
    [InlineData("auditing is switched off", 0, true, 3)]
    [InlineData("auditd is not running", 1, false, 3)]
    [InlineData("2 of 3 rules are loaded", 2, true, 2)]
    public void A_sensor_that_is_not_fit_is_an_error_whatever_was_recorded(
        string fault, int enabled, bool alive, int rules)
    {
        var recording = Recording(text => text.Call(Ids.Run, Shadow)) with
        {
            Before = Fit with { Enabled = enabled, DaemonAlive = alive, RuleCount = rules },
        };

        var verdict = Judge(recording);

        Assert.Equal((VerdictKind.Error, $"sensor unhealthy: {fault}"), (verdict.Kind, verdict.Reason));
    }

    // The judge's own mutation: without the health check a dead sensor looks like a miss, and never like a detection.
    [Fact]
    public void Without_the_health_check_a_silent_sensor_is_a_miss()
    {
        var recording = Recording() with { Before = Fit with { Enabled = 0 }, After = null, Records = "" };

        Assert.Equal(VerdictKind.Error, Judge(recording).Kind);
        Assert.Equal(
            (VerdictKind.Missed, VerdictDetail.Silent),
            (Judge(recording, policy: new DetectionPolicy { ChecksHealth = false }).Kind,
                Judge(recording, policy: new DetectionPolicy { ChecksHealth = false }).Detail));
    }

    [Fact]
    public void Lost_records_are_an_error_and_those_lost_before_are_not()
    {
        var grew = Judge(Recording(text => text.Call(Ids.Run, Shadow)) with { After = Fit with { Lost = 4 } });
        var old = Recording(text => text.Call(Ids.Run, Shadow)) with
        {
            Before = Fit with { Lost = 9 }, After = Fit with { Lost = 9 },
        };

        Assert.Equal((VerdictKind.Error, "sensor unhealthy: 4 records were lost meanwhile"), (grew.Kind, grew.Reason));
        Assert.Equal(VerdictKind.Detected, Judge(old).Kind);
    }

    [Fact]
    public void Reasons_why_nothing_was_tried_are_errors()
    {
        var atomic = Copy with { Effect = "", NeedsNetwork = true };
        var fine = Recording(text => text.Call(Ids.Run, Shadow));
        (string Reason, ScenarioRecording Recording, Scenario Scenario)[] cases =
        [
            ("not sent: manual", fine, Copy with { Unsendable = "manual" }),
            ("the audit port closed", fine with { Fault = "the audit port closed" }, Copy),
            ("sensor unhealthy: nobody asked before the attack", fine with { Before = null }, Copy),
            ("prerequisite not met: exit 1, \"no gcc\"", fine with { Prerequisite = new(1, "try\nno gcc\n") }, Copy),
            ("prerequisite ran into its time limit",
                fine with { Prerequisite = new(124, LimitHit: true) }, Copy),
            ("the attack did not start", fine with { Started = false }, Copy),
            ("not attempted: exit 2", fine with { Effect = new(2) }, Copy),
            ("the effect probe failed: exit 127, \"sh: lsattr: not found\"",
                fine with { Effect = new(127, "sh: lsattr: not found") }, Copy),
            ("tool missing: exit 127, \"sh: nmap: not found\"",
                fine with { Effect = null, Run = new(127, "sh: nmap: not found\n") }, atomic),
            ("needs the network: exit 6, \"curl: (6) Could not resolve host\"",
                fine with { Effect = null, Run = new(6, "curl: (6) Could not resolve host") }, atomic),
        ];

        Assert.All(cases, given =>
        {
            var verdict = Judge(given.Recording, given.Scenario);
            Assert.Equal((VerdictKind.Error, given.Reason), (verdict.Kind, verdict.Reason));
        });
    }

    [Fact]
    public void An_exit_code_proves_nothing_where_a_probe_saw_the_effect()
    {
        var recording = Recording(text => text.Call(Ids.Run, Shadow)) with { Run = new StageOutcome(127) };

        Assert.Equal(VerdictKind.Detected, Judge(recording).Kind);
    }

    [Fact]
    public void Blocked_takes_both_no_effect_and_a_name_for_who_did_it()
    {
        var refused = Recording(text => text.Call(Ids.Run, Shadow, exit: -13)) with { Effect = new(1) };
        var failed = Recording(text => text.Call(Ids.Run, Shadow, exit: -2)) with { Effect = new(1) };

        var verdict = Judge(refused);

        Assert.Equal((VerdictKind.Blocked, false), (verdict.Kind, verdict.HadEffect));
        Assert.Equal("the kernel refused openat of /etc/shadow (EACCES, rule shadow-read)", verdict.Reason);
        Assert.Equal(AuditTier.Alert, verdict.Tier);
        Assert.Equal(VerdictKind.Detected, Judge(failed).Kind);
        Assert.Equal(VerdictKind.Detected, Judge(refused with { Effect = new(0) }).Kind);
        Assert.Equal(VerdictKind.Missed, Judge(Recording() with { Effect = new(1), Run = new(1) }).Kind);
    }

    [Fact]
    public void A_refusal_of_somebody_else_blocks_nothing() =>
        Assert.Equal(
            VerdictKind.Missed,
            Judge(Recording(text => text.Call(Ids.Cleanup, Shadow, exit: -13)) with { Effect = new(1) }).Kind);

    [Fact]
    public void The_variant_without_the_control_proves_a_block_too()
    {
        var verdict = Judge(Recording() with { Effect = new(1), EffectWithoutControl = "mount-tmp" });

        Assert.Equal(VerdictKind.Blocked, verdict.Kind);
        Assert.Equal("control mount-tmp: without it the attack has its effect", verdict.Reason);
    }

    [Fact]
    public void An_atomic_is_never_blocked_for_nobody_can_tell() =>
        Assert.Equal(
            VerdictKind.Detected,
            Judge(
                Recording(text => text.Call(Ids.Run, Shadow, exit: -13)) with { Effect = null, Run = new(1) },
                Copy with { Effect = "", Source = ScenarioSource.Atomic }).Kind);

    [Fact]
    public void A_machine_that_ended_is_judged_by_what_had_arrived()
    {
        var ended = Recording(text => text.Call(Ids.Run, Shadow)) with
        {
            Ended = false, VmEnded = true, Run = null, Effect = null, After = null,
        };

        var verdict = Judge(ended);

        Assert.Equal((VerdictKind.Detected, true, false), (verdict.Kind, verdict.VmEnded, verdict.EndMarkMissing));
        Assert.Null(verdict.HadEffect);
        Assert.True(Judge(ended with { VmEnded = false }).EndMarkMissing);
    }

    [Fact]
    public void A_sensor_that_the_attack_left_broken_is_said()
    {
        var verdict = Judge(Recording(text => text.Call(Ids.Run, Shadow)) with { After = Fit with { Enabled = 0 } });

        Assert.Equal((VerdictKind.Detected, "auditing is switched off"), (verdict.Kind, verdict.SensorLeft));
    }

    // The host's clock starts when the job is sent, the guest's runs on its own: only stretches are compared.
    [Theory]
    [InlineData(9, VerdictKind.Detected)]
    [InlineData(11, VerdictKind.Missed)]
    public void A_record_that_came_too_late_is_no_detection(int secondsLate, VerdictKind expected)
    {
        var start = $"{new AuditText().Mark(ScenarioMark.Start(Copy.Id), Ids.Runner)}";
        var recording = Recording(text => text.Call(Ids.Run, Shadow, afterMilliseconds: 1000));
        recording = recording with
        {
            Arrivals =
            [
                new RecordArrival(start.Length, TimeSpan.FromSeconds(3)),
                new RecordArrival(recording.Records.Length, TimeSpan.FromSeconds(3 + 1 + secondsLate)),
            ],
        };

        var verdict = Judge(recording);

        Assert.Equal(expected, verdict.Kind);
        Assert.Equal(expected == VerdictKind.Detected ? TimeSpan.FromSeconds(9) : (TimeSpan?)null, verdict.Latency);
    }
}
