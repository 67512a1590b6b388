using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Targets.Local.Builds;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>
/// Detection is not luck: with the sensor out of action nothing is detected, and without a technique's keys exactly
/// what rests on them is missed. On real machines of the web image, every scenario each time.
/// </summary>
[Trait("tier", "all")]
public sealed class DetectionProofTests(SharedForge forge)
{
    // Each has two scenarios; of one a single rule sees both, of the other two rules see one of them.
    private static readonly string[] Taken = ["T1053.003", "T1136.001"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sensor_of_the_web_image_sees_what_its_profile_requires_and_states_the_rest()
    {
        var plan = await forge.PlanWithDetectionAsync("web");
        var artifact = await forge.BuildAsync(plan);

        var report = artifact.Detection!;
        var required = plan.Definition.Profile.Detection!.Required;
        var seen = report.Verdicts.Where(verdict => verdict.AlertedOrBlocked).ToList();
        Assert.Equal(
            plan.Definition.Scenarios.Select(scenario => scenario.Id),
            report.Verdicts.Select(verdict => verdict.ScenarioId));
        Assert.Subset(
            seen.Select(verdict => verdict.ScenarioId).ToHashSet(),
            required.Select(scenario => scenario.ScenarioId).ToHashSet());

        // What the project promises of its own profile, whatever the file lists.
        Assert.True(required.Length >= 15, $"{required.Length} scenarios are required");
        var techniques = seen.Where(verdict => required.Any(scenario => scenario.ScenarioId == verdict.ScenarioId))
            .Select(verdict => verdict.Technique.Split('.')[0]).Distinct().Count();
        Assert.True(techniques >= 10, $"{techniques} techniques");
        Assert.All(
            report.Verdicts.Where(verdict => verdict.Kind == VerdictKind.Detected),
            verdict => Assert.NotNull(verdict.Latency));
        Assert.DoesNotContain(report.Verdicts, verdict => verdict.Kind == VerdictKind.Error);
    }

    [Theory]
    [InlineData("auditing is switched off", "auditctl -e 0")]
    [InlineData("auditd is not running", "systemctl mask --runtime auditd; kill -9 $(pidof auditd); sleep 2")]
    public async Task Without_the_sensor_nothing_is_judged_and_without_asking_for_it_all_is_missed(
        string fault, string script)
    {
        var (plan, recordings, rules) = await RunAsync(Unlocked, script);

        var told = Judge(plan, recordings, rules, new DetectionPolicy());
        var blind = Judge(plan, recordings, rules, new DetectionPolicy { ChecksHealth = false });

        Assert.All(told, verdict =>
        {
            Assert.Equal((verdict.ScenarioId, VerdictKind.Error), (verdict.ScenarioId, verdict.Kind));
            Assert.Equal($"sensor unhealthy: {fault}", verdict.Reason);
        });
        Assert.All(blind, verdict =>
            Assert.Equal((verdict.ScenarioId, VerdictKind.Missed), (verdict.ScenarioId, verdict.Kind)));
    }

    [Fact]
    public async Task Without_a_techniques_keys_exactly_what_rests_on_them_is_missed()
    {
        var whole = (await forge.BuildAsync(await forge.PlanWithDetectionAsync("web"))).Detection!.Verdicts;

        var (plan, recordings, rules) = await RunAsync(Without, "true");
        var verdicts = Judge(plan, recordings, rules, new DetectionPolicy());

        var resting = whole.Where(verdict => Taken.Contains(verdict.Technique)).Select(verdict => verdict.ScenarioId);
        var now = verdicts.ToDictionary(verdict => verdict.ScenarioId, StringComparer.Ordinal);
        foreach (var verdict in whole)
        {
            // A parent's key may still cover it; then it is named, and is no miss.
            var isResting = resting.Contains(verdict.ScenarioId);
            var after = now[verdict.ScenarioId];
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{verdict.ScenarioId}: {verdict.Kind} → {after.Kind}{(after.ParentOnly ? ", by its parent" : "")}");
            Assert.True(
                isResting ? after.Kind == VerdictKind.Missed || after.ParentOnly : after.Kind == verdict.Kind,
                $"{verdict} became {after}");
        }

        Assert.Equal(resting.Count(), verdicts.Count(verdict =>
            Taken.Contains(verdict.Technique) && (verdict.Kind == VerdictKind.Missed || verdict.ParentOnly)));
        Assert.NotEmpty(resting);
    }

    // Whole lines: a rule that speaks for one of them goes, whatever else it speaks for.
    private static string Without(string rules) => string.Join('\n', rules.Split('\n')
        .Where(line => !Taken.Any(technique => line.Split(' ').Contains($"attack:{technique}"))));

    // Nobody switches off what is locked, as the image's own rules are; on they are only by their last line.
    private static string Unlocked(string rules) => rules.Replace("\n-e 2", "\n-e 1", StringComparison.Ordinal);

    private static ImmutableArray<ScenarioVerdict> Judge(
        BuildPlan plan, IEnumerable<ScenarioRecording> recordings, string rules, DetectionPolicy policy) =>
        DetectionReport.Of(
            new GatePlan.Detection(plan.Definition.Scenarios, policy),
            new DetectionEvidence(rules, [.. recordings], null)).Verdicts;

    private async Task<(BuildPlan Plan, List<ScenarioRecording> Recordings, string Rules)> RunAsync(
        Func<string, string> change, string script)
    {
        var plan = await forge.PlanWithDetectionAsync("web");
        return await AttackedImage.RunAsync(forge, plan, "test-proofs", async (folder, spec) =>
        {
            var rules = change(await ScenarioExamination.RulesAsync(folder, Cancellation));
            await WriteRulesAsync(folder, rules, plan);
            await using var machine = await ScenarioMachine.StartAsync(spec, Cancellation);
            await machine.ChangeAsync("change", script, Cancellation);
            var recordings = new List<ScenarioRecording>();
            foreach (var scenario in plan.Definition.Scenarios)
            {
                recordings.Add(await machine.RunAsync(scenario, Cancellation));
            }

            return (plan, recordings, rules);
        });
    }

    // Under the overlay, which nothing has read yet.
    private static Task WriteRulesAsync(string folder, string rules, BuildPlan plan)
    {
        const string Loaded = "/etc/audit/audit.rules";
        return new DiskChanges(Path.Combine(folder, "disk.raw")).Without(Loaded).WithFile(Loaded, rules, "0640")
            .MakeAsync(plan.SourceDateEpoch, Cancellation);
    }
}
