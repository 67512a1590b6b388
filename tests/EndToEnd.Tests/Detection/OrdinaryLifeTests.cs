using System.Globalization;
using System.Text;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>
/// A quarter of an hour of a server's ordinary life, in which nobody attacks, and what the shipped rules make of it.
/// <c>IMAGEFORGE_RECORD=1</c> writes what was measured into <c>images/noise</c>, which images quote.
/// </summary>
[Trait("tier", "all")]
public sealed class OrdinaryLifeTests(SharedForge forge)
{
    private const string Recorded = "images/noise/auditd.yaml";
    private const int AlertsMax = 2;
    private const int SignalsMax = 40;
    private const int SecondsMin = 14 * 60;
    private const int IdleMin = 300;

    // Small ones with scripts of their own, daemons among them.
    private static readonly string[] Reinstalled = ["cron", "logrotate", "nginx-light", "openssh-server", "sudo"];

    private static readonly ScenarioLoginIds Ids = ScenarioLoginIds.Standard;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shipped_rules_are_next_to_silent_while_nobody_attacks()
    {
        using var definitions = new DefinitionTree().WithoutDetection().Write("images/ordinary/image.yaml", """
            name: ordinary
            extends: web
            packages: [cron, logrotate, openssh-client, sudo]

            """);
        var plan = await forge.Engine.PlanAsync(
            new DefinitionReader(definitions.Root).ReadImage("ordinary"), new BuildOptions(), Cancellation);

        var (measured, setup) = await AttackedImage.RunAsync(
            forge, plan, "test-life", (folder, spec) => MeasureAsync(plan, folder, spec));

        TestContext.Current.TestOutputHelper?.WriteLine(Text(measured));
        if (Environment.GetEnvironmentVariable("IMAGEFORGE_RECORD") == "1")
        {
            Directory.CreateDirectory(Path.Combine(SharedForge.Checkout, "images/noise"));
            File.WriteAllText(Path.Combine(SharedForge.Checkout, Recorded), Text(measured));
        }

        // That an account was made is an alert: whoever counts nothing hears nothing.
        Assert.Contains(setup.Rules, rule => rule.Tier == AuditTier.Alert);
        Assert.True(measured.Seconds >= SecondsMin, $"{measured.Seconds} s");
        Assert.True(measured.Stages.Single(stage => stage.Name == "idle").Seconds >= IdleMin);
        Assert.True(measured.Alerts <= AlertsMax, $"{measured.Alerts} alerts:\n{Text(measured)}");
        Assert.True(measured.Signals <= SignalsMax, $"{measured.Signals} signals:\n{Text(measured)}");
    }

    private async Task<(NoiseMeasurement Measured, NoiseStage Setup)> MeasureAsync(
        BuildPlan plan, string folder, MachineSpec spec)
    {
        var rules = AuditRuleSet.Parse(await ScenarioExamination.RulesAsync(folder, Cancellation));
        await PutPackagesAsync(plan, folder);
        await using var machine = await ScenarioMachine.StartAsync(spec, Cancellation);
        var seconds = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var stage in LifeStage.All.Prepend(LifeStage.Setup))
        {
            var outcome = await machine.GoOnAsync(
                new StageOrder(stage.Name, stage.Text, Ids.Runner)
                {
                    Shell = ScenarioShell.Bash,
                    Limit = stage.Most,
                    Settle = TimeSpan.FromSeconds(2),
                    StartMark = ScenarioMark.Start(stage.Name),
                    EndMark = ScenarioMark.End(stage.Name),
                },
                Cancellation);
            Assert.True(outcome is { ExitCode: 0 }, $"{stage.Name}: {outcome?.Output ?? "the machine ended"}");
            seconds[stage.Name] = (int)(outcome!.Milliseconds / 1000);
        }

        var health = SensorQuestion.Answer(
            await machine.GoOnAsync(SensorQuestion.Order(Ids.Runner), Cancellation));
        Assert.True(health is { Fault: null, Lost: 0 }, $"{health}");
        return Count(rules, machine.Records, seconds);
    }

    // By marks: the boot is what came before the first.
    private static (NoiseMeasurement Measured, NoiseStage Setup) Count(
        AuditRuleSet rules, string records, Dictionary<string, int> seconds)
    {
        var stages = new Dictionary<string, List<AuditEvent>>(StringComparer.Ordinal) { ["boot"] = [] };
        var current = stages["boot"];
        var events = AuditEventReader.Read(records).Events;
        foreach (var happened in events.OrderBy(happened => happened.Serial))
        {
            if (seconds.Keys.FirstOrDefault(name => happened.LoginId == Ids.Runner
                && ScenarioMark.IsIn(happened.Text, ScenarioMark.Start(name))) is { } next)
            {
                current = stages[next] = [];
            }

            current.Add(happened);
        }

        Assert.Equal(LifeStage.All.Count + 2, stages.Count);
        Tell(stages);
        var boot = stages["boot"];
        seconds["boot"] = (int)(boot[^1].Time - boot[0].Time).TotalSeconds;
        var setup = NoiseStage.Of("setup", seconds["setup"], stages["setup"], apart: null);
        return (
            new NoiseMeasurement
            {
                Id = "auditd",
                RuleSet = rules.Digest,
                MeasuredOn = DateOnly.FromDateTime(DateTime.UtcNow),
                Stages =
                [
                    .. stages.Where(stage => stage.Key != "setup").Select(stage =>
                        NoiseStage.Of(stage.Key, seconds[stage.Key], stage.Value, Ids.Runner)),
                ],
            }, setup);
    }

    // The measurement keeps rules; whoever has to mend one asks who tripped it.
    private static void Tell(Dictionary<string, List<AuditEvent>> stages)
    {
        var counted =
            from stage in stages
            where stage.Key != "setup"
            from happened in stage.Value
            where happened.Keys.Tier is not null && happened.LoginId != Ids.Runner
            group happened by
                $"{stage.Key} {happened.Keys.Tier} {happened.Keys.RuleId} {happened.Executable} "
                + $"{string.Join(' ', happened.Paths)} login {happened.LoginId?.ToString() ?? "unset"}";
        foreach (var same in counted)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{same.Count(),4} × {same.Key}");
        }
    }

    private async Task PutPackagesAsync(BuildPlan plan, string folder)
    {
        var wanted = plan.Packages.Additional.Where(package => Reinstalled.Contains(package.Name)).ToList();
        Assert.Equal(Reinstalled, wanted.Select(package => package.Name).Order(StringComparer.Ordinal));
        await AttackedImage.PutPackagesAsync(forge, folder, wanted, plan.SourceDateEpoch);
    }

    private static string Text(NoiseMeasurement measured)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            # yaml-language-server: $schema=../../src/ImageForge.Engine/Definitions/Schemas/noise.schema.json
            # Measured by OrdinaryLifeTests: IMAGEFORGE_RECORD=1 writes it anew.
            id: {measured.Id}
            ruleSet: {measured.RuleSet.Hex}
            measuredOn: "{measured.MeasuredOn:yyyy-MM-dd}"
            stages:

            """);
        foreach (var stage in measured.Stages)
        {
            var rules = stage.Rules.Select(rule =>
                $"\n      - {{ id: {rule.RuleId}, tier: {$"{rule.Tier}".ToLowerInvariant()}, count: {rule.Count} }}");
            text.Append(CultureInfo.InvariantCulture, $"  - name: {stage.Name}\n    seconds: {stage.Seconds}\n");
            text.Append(stage.Rules.IsEmpty ? "    rules: []\n" : $"    rules:{string.Concat(rules)}\n");
        }

        return text.ToString();
    }
}
