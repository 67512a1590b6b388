using System.Globalization;
using ImageForge.Core.Detection;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine.Detection;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.EndToEnd.Tests.Detection;

/// <summary>
/// Somebody else's attacks, Atomic Red Team's as they are, on the web image: what its rules see of attacks that they
/// were not written for. Reported, never asked for: a rate lets tomorrow miss what today saw.
/// </summary>
[Trait("tier", "all")]
public sealed class AtomicsTests(SharedForge forge)
{
    private static readonly string Atomics = Path.Combine(SharedForge.Checkout, "..", "shared", "atomics");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_atomic_for_linux_is_read_run_and_judged()
    {
        Assert.SkipUnless(Directory.Exists(Atomics), "there is no ../shared/atomics beside this checkout");
        var files = AtomicReader.ReadFolder(Atomics);
        Assert.All(files, file => Assert.Empty(file.Errors));
        var plan = await forge.PlanAsync("web");
        var gate = new GatePlan.Detection([.. files.SelectMany(file => file.Scenarios)], new DetectionPolicy());

        var report = DetectionReport.Of(gate, await RunAsync(plan, gate));

        Tell(report);
        Assert.Equal(gate.Scenarios.Length, report.Verdicts.Length);
        Assert.All(report.Verdicts, verdict => Assert.True(
            verdict.Kind != VerdictKind.Error
                || (verdict.Reason.Length > 0
                    && !verdict.Reason.StartsWith("sensor unhealthy", StringComparison.Ordinal)), $"{verdict}"));
        Assert.Contains(report.Verdicts, verdict => verdict.Kind == VerdictKind.Detected);
    }

    private async Task<DetectionEvidence> RunAsync(BuildPlan plan, GatePlan.Detection gate)
    {
        var artifact = forge.Artifacts.FolderOf((await forge.BuildAsync(plan)).Id);
        var examination = new ScenarioExamination(plan, gate, _ => { });
        await Task.WhenAll(Enumerable.Range(1, 2).Select(async machine =>
        {
            var folder = Path.Combine(forge.State.Temporary, $"test-atomics-{machine}");
            try
            {
                await examination.TakeAsync(
                    artifact, () => Emptied(folder), $"test-atomics-{machine}", Guid.NewGuid(), Cancellation);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }));
        Assert.Null(examination.Evidence.Fault);
        return examination.Evidence;
    }

    private static string Emptied(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }

    private static void Tell(DetectionReport report)
    {
        Line(Counts("all", report.Verdicts));
        Line(Counts("with effect", [.. report.Verdicts.Where(verdict => verdict.HadEffect == true)]));
        Line(Counts("without effect", [.. report.Verdicts.Where(verdict => verdict.HadEffect == false)]));
        foreach (var same in report.Verdicts.GroupBy(verdict => verdict.Technique).OrderBy(same => same.Key))
        {
            Line(Counts(same.Key, [.. same]));
        }

        foreach (var verdict in report.Verdicts.Where(verdict => !verdict.AlertedOrBlocked))
        {
            Line($"{verdict.Technique} {verdict.Kind} {verdict.Tier} {verdict.Title}: {verdict.Reason}");
        }
    }

    private static string Counts(string what, IReadOnlyCollection<ScenarioVerdict> verdicts)
    {
        int Count(Func<ScenarioVerdict, bool> matches) => verdicts.Count(matches);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {verdicts.Count} sent, {Count(verdict => verdict.Kind != VerdictKind.Error)} executed: "
            + $"{Count(verdict => verdict.Kind == VerdictKind.Blocked)} blocked, "
            + $"{Count(verdict => verdict is { Kind: VerdictKind.Detected, Tier: AuditTier.Alert })} alert, "
            + $"{Count(verdict => verdict is { Kind: VerdictKind.Detected, Tier: AuditTier.Signal })} signal, "
            + $"{Count(verdict => verdict.Kind == VerdictKind.Missed)} missed; "
            + $"{Count(verdict => verdict.Kind == VerdictKind.Error)} error");
    }

    private static void Line(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
