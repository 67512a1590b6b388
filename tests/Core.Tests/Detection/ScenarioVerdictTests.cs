using ImageForge.Core.Detection;

namespace ImageForge.Core.Tests.Detection;

/// <summary>Second tries, what a policy asks for, and the matrix that an image states.</summary>
public sealed class ScenarioVerdictTests
{
    private static ScenarioVerdict Verdict(
        VerdictKind kind, AuditTier? tier = null, string technique = "T1053.003", string id = "cron") => new()
        {
            ScenarioId = id, Technique = technique, Kind = kind, Tier = tier, TierWithoutLogin = tier,
            RuleIds = tier is null ? [] : ["cron-table"], FirstKey = tier == AuditTier.Alert,
        };

    [Theory]
    [InlineData(VerdictKind.Missed, VerdictKind.Detected, VerdictKind.Detected, true)]
    [InlineData(VerdictKind.Error, VerdictKind.Blocked, VerdictKind.Blocked, true)]
    [InlineData(VerdictKind.Missed, VerdictKind.Error, VerdictKind.Missed, false)]
    [InlineData(VerdictKind.Error, VerdictKind.Missed, VerdictKind.Missed, false)]
    [InlineData(VerdictKind.Error, VerdictKind.Error, VerdictKind.Error, false)]
    [InlineData(VerdictKind.Detected, VerdictKind.Detected, VerdictKind.Detected, false)]
    [InlineData(VerdictKind.Detected, VerdictKind.Missed, VerdictKind.Detected, true)]
    public void Two_tries_make_one_verdict(VerdictKind first, VerdictKind second, VerdictKind expected, bool flaky)
    {
        var verdict = ScenarioVerdict.AfterRetry(Verdict(first), Verdict(second));

        Assert.Equal((expected, flaky), (verdict.Kind, verdict.Flaky));
    }

    [Fact]
    public void Errors_misses_and_machines_that_ended_are_tried_again()
    {
        Assert.True(Verdict(VerdictKind.Error).WantsRetry);
        Assert.True(Verdict(VerdictKind.Missed).WantsRetry);
        Assert.True((Verdict(VerdictKind.Detected) with { VmEnded = true }).WantsRetry);
        Assert.False(Verdict(VerdictKind.Detected).WantsRetry);
        Assert.False(Verdict(VerdictKind.Blocked).WantsRetry);
    }

    [Fact]
    public void A_policy_is_met_by_alerts_of_its_rules_and_by_blocks_alone()
    {
        var policy = new DetectionPolicy { Required = [new DetectionRequirement("cron", ["cron-table"])] };
        var other = Verdict(VerdictKind.Detected, AuditTier.Alert) with { RuleIds = ["crontab"] };

        Assert.Empty(policy.Unmet([Verdict(VerdictKind.Detected, AuditTier.Alert)]));
        Assert.Empty(policy.Unmet([Verdict(VerdictKind.Blocked)]));
        Assert.Equal(
            "a signal, no alert", Assert.Single(policy.Unmet([Verdict(VerdictKind.Detected, AuditTier.Signal)])).Seen);
        Assert.Equal("an alert by crontab", Assert.Single(policy.Unmet([other])).Seen);
        Assert.Equal("it was not run", Assert.Single(policy.Unmet([])).Seen);
        Assert.Equal(
            "missed: no record at all",
            Assert.Single(policy.Unmet([Verdict(VerdictKind.Missed) with { Reason = "no record at all" }])).Seen);
    }

    [Fact]
    public void The_matrix_counts_each_scenario_once_by_technique_and_in_all()
    {
        var matrix = CoverageMatrix.Of(
        [
            Verdict(VerdictKind.Detected, AuditTier.Alert, id: "one"),
            Verdict(VerdictKind.Detected, AuditTier.Signal, id: "two") with { TierWithoutLogin = null },
            Verdict(VerdictKind.Missed, id: "three"),
            Verdict(VerdictKind.Blocked, AuditTier.Alert, "T1003.008", "four") with { HadEffect = false },
            Verdict(VerdictKind.Error, technique: "T1003.008", id: "five"),
        ]);

        Assert.Equal(["T1003.008", "T1053.003"], matrix.Techniques.Select(row => row.Technique));
        var cron = matrix.Techniques[1];
        Assert.Equal((3, 1, 1, 1), (cron.Scenarios, cron.Alert, cron.Signal, cron.Missed));
        Assert.Equal((1, 1, 1), (cron.FirstKey, cron.AlertWithoutLogin, cron.DetectedWithoutLogin));
        Assert.Equal((5, 1, 1), (matrix.All.Scenarios, matrix.All.Blocked, matrix.All.Error));
        Assert.Contains("\"alertWithoutLogin\": 1", matrix.ToJson(), StringComparison.Ordinal);
    }
}
