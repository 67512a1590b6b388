using System.Diagnostics;
using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Benchmarks;

/// <summary>
/// Builds against the plain tool, as ratios of CPU seconds in one run: what the machine does beside it counts in both.
/// </summary>
public sealed class BuildBenchmarks(BenchForge forge)
{
    private const double ColdBar = 1.10;
    private const double LastLayerBar = 0.25;
    private const double HotfixBar = 0.25;
    private const double HotfixAim = 0.10;

    // What emergencies are about: many programs hold it open, and nothing asks for one version of it.
    private const string Fixed = "libssl3";

    public async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var plan = await forge.PlanAsync();
        await forge.FetchAsync(plan);
        var plain = PlainTool(plan);
        var cold = await BuildColdAsync(plan);
        var changed = await BuildAsync(await forge.PlanAsync(WithLastControlChanged));
        return
        [
            new Measurement("mmdebstrap of the same packages to a tar, CPU", $"{plain:0.0} s", "", null),
            Cold(cold),
            Measurement.Ratio("cold build / mmdebstrap", cold / plain, ColdBar),
            Measurement.Ratio("last control changed / cold build", changed / cold, LastLayerBar),
            .. await HotfixAsync(plan, cold),
        ];
    }

    /// <summary>Only the hotfix, and the cold build that it is a share of.</summary>
    public async Task<IReadOnlyList<Measurement>> RunHotfixAsync()
    {
        var plan = await forge.PlanAsync();
        var cold = await BuildColdAsync(plan);
        return [Cold(cold), .. await HotfixAsync(plan, cold)];
    }

    private static Measurement Cold(double seconds) =>
        new("cold build without gates, CPU", $"{seconds:0.0} s", "", null);

    private async Task<IEnumerable<Measurement>> HotfixAsync(BuildPlan plan, double cold)
    {
        var raised = RaisedPackage.Make(
            forge.Packages, plan.Packages.Installed.First(package => package.Name == Fixed));
        var hotfix = await BuildAsync(await forge.Engine.PlanHotfixAsync(
            plan.Definition, plan.Packages with { Hotfixes = [[raised]] },
            new HotfixOrigin(plan.Artifact, "a benchmark", [raised]), CancellationToken.None));
        return
        [
            new Measurement($"hotfix of {Fixed} without gates, CPU", $"{hotfix:0.0} s", "", null),
            Measurement.Ratio($"hotfix / cold build (aim {HotfixAim:0.00} x)", hotfix / cold, HotfixBar),
        ];
    }

    private Task<double> BuildColdAsync(BuildPlan plan) => plan.Layers.Any(forge.Builder.HasLayer)
        ? throw new InvalidOperationException($"{forge.State.Root} has layers of it: give a directory without")
        : BuildAsync(plan);

    // Layers and disk, as a build makes them, without a boot.
    private async Task<double> BuildAsync(BuildPlan plan)
    {
        var files = await forge.FetchAsync(plan);
        var clock = new CpuClock();
        foreach (var layer in plan.Layers)
        {
            await forge.Builder.EnsureLayerAsync(
                plan, layer, files, new Progress<BuildProgress>(), CancellationToken.None);
        }

        var folder = Directory.CreateDirectory(Path.Combine(forge.State.Temporary, $"bench-{plan.Digest.Short}"));
        await forge.Builder.CaptureAsync(plan, folder.FullName, new Progress<BuildProgress>(), CancellationToken.None);
        folder.Delete(recursive: true);
        return clock.Seconds;
    }

    private double PlainTool(BuildPlan plan)
    {
        var packages = plan.Packages.Base.Concat(plan.Packages.Additional).ToList();
        var tar = Path.Combine(forge.State.Temporary, "plain.tar");
        var start = new ProcessStartInfo("mmdebstrap")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("--variant=essential");
        start.ArgumentList.Add($"--include={string.Join(',', packages.Select(package => package.Name))}");
        start.ArgumentList.Add(plan.Definition.Base.Suite);
        start.ArgumentList.Add(tar);
        start.ArgumentList.Add("-");
        var clock = new CpuClock();
        using var process = Process.Start(start)!;
        process.StandardInput.Write(string.Join('\n', Sources(plan, packages)) + "\n");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        File.Delete(tar);
        return process.ExitCode == 0
            ? clock.Seconds
            : throw new InvalidOperationException($"mmdebstrap ended with {process.ExitCode}: {errors}");
    }

    // The same archives that the plan was resolved from, told by where its packages lie.
    private static IEnumerable<string> Sources(BuildPlan plan, IEnumerable<PackageVersion> packages)
    {
        var suite = plan.Definition.Base.Suite;
        foreach (var archive in packages.Select(package => package.Uri.Split("/pool/")[0]).Distinct())
        {
            yield return archive.Contains("security", StringComparison.Ordinal)
                ? $"deb {archive} {suite}-security main"
                : $"deb {archive} {suite} main\ndeb {archive} {suite}-updates main";
        }
    }

    private static ImageDefinition WithLastControlChanged(ImageDefinition definition)
    {
        var last = definition.Controls[^1];
        return definition with
        {
            Controls = definition.Controls.SetItem(
                definition.Controls.Length - 1, last with { Apply = last.Apply + "\n:\n" }),
        };
    }
}
