using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Tests.Images.Gates;

/// <summary>What refuses by the detection gate, what is only reported, and what a plan's digest holds of it.</summary>
public sealed class ScenariosJudgeTests
{
    private static readonly BuildPlan Plan = WebImage.Plan();

    [Fact]
    public void What_need_not_raise_an_alert_is_reported_and_refuses_nothing()
    {
        var gate = Judge(Attacks.Evidence(Attacks.Seen("shadow-copy"), Attacks.Unseen("who-am-i")));

        Assert.True(gate.Passed);
        var reported = Assert.Single(gate.Reported);
        Assert.Equal(("who-am-i", "missed: no record at all"), (reported.Subject, reported.Evidence));
        Assert.Equal(
            "2 of 2 attacks over 2 techniques: 1 raised an alert, 1 missed; 1 must be seen", gate.Summary);
    }

    [Fact]
    public void A_signal_is_reported_with_its_coverage()
    {
        var gate = Judge(Attacks.Evidence(Attacks.Seen("shadow-copy"), Attacks.Seen("who-am-i")));

        Assert.Equal("a signal, no alert", Assert.Single(gate.Reported).Evidence);
        var coverage = gate.Detection!.Coverage;
        Assert.Equal((2, 1, 1), (coverage.All.Scenarios, coverage.All.Alert, coverage.All.Signal));
    }

    [Fact]
    public void A_second_try_counts_and_is_told()
    {
        var gate = Judge(Attacks.Evidence(
            Attacks.Unseen("shadow-copy"), Attacks.Seen("shadow-copy"), Attacks.Seen("who-am-i")));

        Assert.True(gate.Passed);
        Assert.True(gate.Detection!.Verdicts[0] is { ScenarioId: "shadow-copy", Flaky: true });
    }

    [Fact]
    public void One_that_must_be_seen_is_named_once_and_not_reported_too()
    {
        var gate = Judge(Attacks.Evidence(
            Attacks.Unseen("shadow-copy"), Attacks.Unseen("shadow-copy"), Attacks.Seen("who-am-i")));

        Assert.False(gate.Passed);
        Assert.Equal("shadow-copy", Assert.Single(gate.Findings).Subject);
        Assert.Equal("who-am-i", Assert.Single(gate.Reported).Subject);
    }

    [Fact]
    public void Another_attack_or_another_policy_is_another_plan_and_a_title_is_not()
    {
        var definition = WebImage.Definition;
        var first = definition.Scenarios[0];

        Assert.NotEqual(Plan.Digest, WithFirst(first with { Run = "cp -a" }).Digest);
        Assert.NotEqual(Plan.Digest, WithFirst(first with { Technique = "T1003" }).Digest);
        Assert.NotEqual(Plan.Digest, WithPolicy(new DetectionPolicy()).Digest);
        Assert.Equal(Plan.Digest, WithFirst(first with { Title = "Another title", Why = "Another reason" }).Digest);

        BuildPlan WithFirst(Scenario scenario) =>
            WebImage.Plan(definition with { Scenarios = definition.Scenarios.SetItem(0, scenario) });
        BuildPlan WithPolicy(DetectionPolicy policy) =>
            WebImage.Plan(definition with { Profile = definition.Profile with { Detection = policy } });
    }

    [Fact]
    public void The_digest_of_rules_is_of_what_the_kernel_gets()
    {
        const string Rule = "-a always,exit -F path=/etc/shadow -k tier:alert -k if:shadow -k attack:T1003.008\n";

        var digest = AuditRuleSet.Parse(Rule).Digest;

        Assert.Equal(digest, AuditRuleSet.Parse($"## generated\n-D\n{Rule}").Digest);
        Assert.NotEqual(digest, AuditRuleSet.Parse(Rule + Changed("shadow", "passwd")).Digest);
        Assert.NotEqual(digest, AuditRuleSet.Parse(Changed("tier:alert", "tier:signal")).Digest);

        static string Changed(string what, string with) => Rule.Replace(what, with, StringComparison.Ordinal);
    }

    private static GateResult Judge(DetectionEvidence attacks) =>
        GateJudge.Judge(Plan, new GateEvidence { Booted = true, Detection = attacks }, DateTimeOffset.UnixEpoch)
            .Single(gate => gate.Gate == "detection");
}
