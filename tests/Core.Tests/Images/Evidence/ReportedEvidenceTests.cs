using System.Text.Json.Nodes;
using System.Xml.Linq;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Evidence;

namespace ImageForge.Core.Tests.Images.Evidence;

/// <summary>
/// Vulnerabilities that refuse, that are accepted and that are only known, and a gate that was not run.
/// </summary>
public sealed class ReportedEvidenceTests
{
    private static readonly IReadOnlyDictionary<string, HardeningControl> Controls =
        WebImage.Definition.Controls.ToDictionary(control => control.Id);

    private static readonly ImageArtifact Image = ArtifactOf(
        new GateResult("vulnerabilities", false, "3 known, 1 of them without a fix, by osv (3 h old)",
            [Finding("CVE-2026-0001", Severity.Critical)])
        {
            Reported = [Finding("CVE-2026-0002", Severity.Critical), Finding("CVE-2026-0002", Severity.Critical)],
            Waived = [new WaivedFinding(
                Finding("CVE-2026-0003", Severity.High), "no-mail", "ada", "mail is off", DateTimeOffset.UnixEpoch)],
        },
        new GateResult("freshness", true, "not run: the package index is 49 h old", []) { NotRun = true });

    [Fact]
    public void Sarif_has_a_rule_a_vulnerability_and_what_is_only_known_is_a_note()
    {
        var run = JsonNode.Parse(GateSarif.Of(Image, Controls, "0.1"))!["runs"]![0]!;

        Assert.Equal(
            [
                "CVE-2026-0001 fail error", "CVE-2026-0002 fail note", "CVE-2026-0002 fail note",
                "CVE-2026-0003 fail error suppressed", "gate/freshness open none",
            ],
            run["results"]!.AsArray().Select(result =>
                $"{result!["ruleId"]} {result["kind"]} {result["level"]}"
                    + (result["suppressions"] is null ? "" : " suppressed")));
        Assert.Equal(4, run["tool"]!["driver"]!["rules"]!.AsArray().Count);
    }

    [Fact]
    public void JUnit_skips_what_was_accepted_or_not_run_and_tells_what_is_only_known()
    {
        var report = XDocument.Parse(GateJUnit.Of(Image, Controls)).Root!;

        Assert.Equal(("4", "1"), (report.Attribute("tests")!.Value, report.Attribute("failures")!.Value));
        var cases = report.Descendants("testcase").ToDictionary(
            known => known.Attribute("name")!.Value, known => known.Elements().Single());
        Assert.Equal("failure", cases["CVE-2026-0001"].Name.LocalName);
        Assert.Equal("system-out", cases["CVE-2026-0002"].Name.LocalName);
        Assert.Contains("ada", cases["CVE-2026-0003"].Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Contains(
            "49 h old", cases["gate/freshness"].Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Equal(
            ["1", "1"], report.Elements("testsuite").Select(suite => suite.Attribute("skipped")!.Value));
    }

    [Fact]
    public void The_page_tells_apart_what_refuses_what_was_accepted_what_is_known_and_what_was_not_run()
    {
        var page = EvidencePage.Of(Image, Controls, since: null, "key");

        Assert.Contains(
            "Refused: 0 of 2 gates passed, not run: freshness. 1 refused; 1 more accepted for a time.", page);
        var known = page[page.IndexOf("<h2>What is known", StringComparison.Ordinal)..
            page.IndexOf("<h2>What was looked at", StringComparison.Ordinal)];
        Assert.Contains("CVE-2026-0002", known, StringComparison.Ordinal);
        Assert.DoesNotContain("CVE-2026-0001", known, StringComparison.Ordinal);
        Assert.Contains("not run: the package index is 49 h old", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_that_passes_in_spite_of_what_it_reports_holds_as_a_whole_and_tells_how_old_its_feeds_were()
    {
        var passed = ArtifactOf(Image.Gates[0] with { Passed = true, Findings = [], Waived = [] });

        var results = JsonNode.Parse(GateSarif.Of(passed, Controls, "0.1"))!["runs"]![0]!["results"]!.AsArray();

        Assert.Equal("gate/vulnerabilities pass", $"{results[^1]!["ruleId"]} {results[^1]!["kind"]}");
        Assert.Contains("osv (3 h old)", (string)results[^1]!["message"]!["text"]!, StringComparison.Ordinal);
    }

    private static GateFinding Finding(string id, Severity severity) =>
        new(id, "nothing known of severity high or above", "nginx 1-1 (nginx-light)", $"imageforge explain {id}")
        {
            Severity = severity,
        };

    private static ImageArtifact ArtifactOf(params GateResult[] gates)
    {
        var plan = WebImage.Plan();
        return new ImageArtifact
        {
            Id = plan.Artifact,
            Target = "local",
            State = ImageState.Refused,
            DefinitionDigest = plan.Definition.Digest,
            Base = plan.Definition.Base,
            BuiltAt = DateTimeOffset.UnixEpoch,
            Phases = [],
            Layers = [],
            Packages = [.. plan.Packages.Base],
            PackageIndexDigest = plan.Packages.IndexDigest,
            PackageIndexFetchedAt = plan.Packages.IndexFetchedAt,
            Tools = plan.Tools,
            Files = [],
            Gates = [.. gates],
            Ports = [],
            Sensors = [],
            HardeningProfile = "server",
            Controls = [],
            Health = null,
            Disk = plan.Definition.Disk,
        };
    }
}
