using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Tests.Images;

namespace ImageForge.Core.Tests.Detection;

/// <summary>How loud rules are: what is counted, and on whose images it is quoted.</summary>
public sealed class NoiseMeasurementTests
{
    private const uint Runner = 41000;
    private static readonly string[] Cron = AuditText.Rule("alert", "cron-table", "T1053.003");
    private static readonly string[] Who = AuditText.Rule("signal", "who", "T1033");

    private static readonly NoiseMeasurement Measured = new()
    {
        Id = "auditd",
        RuleSet = Digest.OfText("rules"),
        MeasuredOn = new DateOnly(2026, 11, 29),
        Stages =
        [
            new NoiseStage("idle", 300, [new NoiseCount("who", AuditTier.Signal, 2)]),
            new NoiseStage(
                "packages", 60,
                [new NoiseCount("cron-table", AuditTier.Alert, 1), new NoiseCount("who", AuditTier.Signal, 3)]),
        ],
    };

    [Fact]
    public void Services_and_people_are_counted_and_who_only_starts_them_is_not()
    {
        var text = new AuditText().Call(null, Cron).Call(1000, Who).Call(1000, Who).Call(Runner, Cron).Call(null, []);

        var stage = NoiseStage.Of("idle", 300, AuditEventReader.Read($"{text}").Events, Runner);

        Assert.Equal(
            [new NoiseCount("cron-table", AuditTier.Alert, 1), new NoiseCount("who", AuditTier.Signal, 2)],
            stage.Rules);
        Assert.Equal(
            2, NoiseStage.Of("idle", 300, AuditEventReader.Read($"{text}").Events, apart: null).Rules[0].Count);
    }

    [Fact]
    public void Stages_add_up_alerts_first()
    {
        Assert.Equal((360, 1, 5), (Measured.Seconds, Measured.Alerts, Measured.Signals));
        Assert.Equal(
            [new NoiseCount("cron-table", AuditTier.Alert, 1), new NoiseCount("who", AuditTier.Signal, 5)],
            Measured.Rules);
    }

    [Fact]
    public void It_is_quoted_for_the_rules_that_were_measured_and_for_no_others()
    {
        var attacks = Attacks.Evidence(Attacks.Seen("shadow-copy"), Attacks.Seen("who-am-i"));
        var other = Report(attacks, Measured);
        var same = Report(attacks, Measured with { RuleSet = other.RuleSet });

        Assert.Null(other.Noise);
        Assert.Contains("nobody has measured", other.NoiseText, StringComparison.Ordinal);
        Assert.Equal("auditd", same.Noise?.Id);
        Assert.Contains(
            "1 alerts and 5 signals in 6 minutes", same.NoiseText, StringComparison.Ordinal);
    }

    private static DetectionReport Report(DetectionEvidence attacks, NoiseMeasurement measured)
    {
        var plan = WebImage.Plan(WebImage.Definition with { Noise = [measured] });
        var evidence = new GateEvidence { Booted = true, Detection = attacks };
        return GateJudge.Judge(plan, evidence, DateTimeOffset.UnixEpoch)
            .Single(gate => gate.Gate == "detection").Detection!;
    }
}
