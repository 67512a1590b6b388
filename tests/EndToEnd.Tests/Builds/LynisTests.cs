using System.Globalization;
using System.Text.RegularExpressions;
using ImageForge.Core.Detection;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Detection;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Targets.Local.Detection;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// A scanner that others trust, in the booted <c>strict</c> image: how hard it finds it, and that whatever it would
/// have us do besides is listed with our reason not to.
/// </summary>
[Trait("tier", "all")]
public sealed partial class LynisTests(SharedForge forge)
{
    private const int IndexMin = 80;
    private static readonly TimeSpan ScanMax = TimeSpan.FromMinutes(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_strict_image_is_as_hard_as_promised_and_what_is_left_open_has_its_reason()
    {
        using var definitions = new DefinitionTree().WithoutDetection().Write("images/scanned/image.yaml", """
            name: scanned
            extends: strict
            packages: [lynis]

            """);
        var reader = new DefinitionReader(definitions.Root);
        var plan = await forge.Engine.PlanAsync(reader.ReadImage("strict"), new BuildOptions(), Cancellation);
        var scanned = await forge.Engine.PlanAsync(reader.ReadImage("scanned"), new BuildOptions(), Cancellation);

        // Brought in once it runs: what is scanned is the image, not one with a scanner in it.
        var scanner = scanned.Packages.Additional
            .ExceptBy(plan.Packages.Additional.Select(package => package.Name), package => package.Name).ToList();

        var said = await AttackedImage.RunAsync(forge, plan, "test-lynis", async (folder, spec) =>
        {
            await AttackedImage.PutPackagesAsync(forge, folder, scanner, plan.SourceDateEpoch);
            await using var machine = await ScenarioMachine.StartAsync(spec, Cancellation);
            var outcome = await machine.GoOnAsync(
                new StageOrder(
                    "lynis",
                    """
                    set -eu
                    DEBIAN_FRONTEND=noninteractive dpkg -i /srv/debs/*.deb >/dev/null
                    lynis audit system --quick --quiet --no-colors >/dev/null 2>&1 || true
                    grep -E '^(lynis_version|hardening_index|lynis_tests_done|suggestion\[\]|warning\[\])' \
                      /var/log/lynis-report.dat | cut -c1-80
                    """,
                    ScenarioLoginIds.Standard.Runner) { Shell = ScenarioShell.Bash, Limit = ScanMax },
                Cancellation);
            Assert.True(outcome is { ExitCode: 0 }, outcome?.Output ?? "the machine ended");
            return outcome!.Output;
        });

        TestContext.Current.TestOutputHelper?.WriteLine(said);
        var index = int.Parse(Index().Match(said).Groups["index"].Value, CultureInfo.InvariantCulture);
        Assert.True(index >= IndexMin, $"the index is {index}");
        var listed = File.ReadLines(Path.Combine(SharedForge.Checkout, "images/README.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .SelectMany(line => TestId().Matches(line.Split('|')[1])).Select(id => id.Value).ToHashSet();
        var open = Open().Matches(said).Select(match => match.Groups["id"].Value).Distinct().ToList();
        Assert.NotEmpty(open);
        Assert.Empty(open.Except(listed));
        Assert.Empty(listed.Except(open));
    }

    [GeneratedRegex(@"^hardening_index=(?<index>\d+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Index();

    [GeneratedRegex(
        @"^(suggestion|warning)\[\]=(?<id>[A-Z0-9-]+)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Open();

    [GeneratedRegex(@"\b(LYNIS|[A-Z]{3,4}-\d{4})\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestId();
}
