using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Evidence;

namespace ImageForge.Core.Tests.Images.Evidence;

public sealed class EvidenceTests
{
    private static readonly IReadOnlyDictionary<string, HardeningControl> Controls =
        WebImage.Definition.Controls.ToDictionary(control => control.Id);

    [Fact]
    public void The_bill_names_every_package_with_its_digest_and_a_package_url()
    {
        var bill = JsonNode.Parse(SoftwareBill.Of(Artifact(), "0.1"))!;

        Assert.Equal("CycloneDX 1.6", $"{bill["bomFormat"]} {bill["specVersion"]}");
        var packages = bill["components"]!.AsArray();
        Assert.Equal(4, packages.Count);
        var audit = Assert.Single(packages, package => (string)package!["name"]! == "auditd")!;

        // The epoch's colon and a plus sign mean something else in a URL.
        Assert.Equal(
            "pkg:deb/debian/auditd@1%3A3.0.9-1?arch=amd64&distro=bookworm", (string)audit["purl"]!);
        Assert.Contains(
            packages, package => ((string)package!["purl"]!).Contains("1.22.1-9%2Bdeb12u1", StringComparison.Ordinal));
        Assert.Equal(Digest.OfText("auditd 1:3.0.9-1").Hex, (string)audit["hashes"]![0]!["content"]!);
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$",
            (string)bill["serialNumber"]!);
    }

    [Fact]
    public void The_bill_is_the_same_text_each_time() =>
        Assert.Equal(SoftwareBill.Of(Artifact(), "0.1"), SoftwareBill.Of(Artifact(), "0.1"));

    [Fact]
    public void Sarif_has_a_rule_and_a_result_for_every_control_and_for_every_other_gate()
    {
        var run = JsonNode.Parse(GateSarif.Of(Artifact(), Controls, "0.1"))!["runs"]![0]!;

        var rules = run["tool"]!["driver"]!["rules"]!.AsArray().Select(rule => (string)rule!["id"]!).ToList();
        Assert.Equal(["umask-strict", "sshd-no-root", "banner-legal", "gate/ports"], rules);
        var results = run["results"]!.AsArray().Select(result =>
            $"{result!["ruleId"]} {result["kind"]} {result["level"]}").ToList();
        Assert.Equal(
            [
                "umask-strict pass none", "sshd-no-root pass none", "banner-legal fail warning",
                "gate/ports fail error", "gate/ports fail error",
            ],
            results);
        Assert.All(run["results"]!.AsArray(), result =>
            Assert.Equal(rules[(int)result!["ruleIndex"]!], (string)result["ruleId"]!));
    }

    [Fact]
    public void An_image_that_did_not_boot_has_one_case_and_no_control_counts_as_held()
    {
        var artifact = Artifact() with
        {
            Gates = [new GateResult("hardening", false, "the image did not boot", [Finding("boot", "no answer")])],
        };

        var results = JsonNode.Parse(GateSarif.Of(artifact, Controls, "0.1"))!["runs"]![0]!["results"]!.AsArray();

        Assert.Equal("gate/hardening fail", $"{Assert.Single(results)!["ruleId"]} {results[0]!["kind"]}");
    }

    [Fact]
    public void JUnit_counts_failures_and_writes_what_a_check_printed_whatever_bytes_that_has()
    {
        var report = XDocument.Parse(GateJUnit.Of(Artifact(), Controls)).Root!;

        Assert.Equal(("4", "2"), (report.Attribute("tests")!.Value, report.Attribute("failures")!.Value));
        var failure = report.Descendants("testcase")
            .Single(known => known.Attribute("name")!.Value == "banner-legal").Element("failure")!;
        Assert.Contains("exit 1: bell \uFFFD <angle>", failure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_waived_is_a_suppressed_result_and_a_skipped_test()
    {
        var finding = Finding("banner-legal", "none");
        var artifact = Artifact() with
        {
            Gates =
            [
                new GateResult("hardening", true, "2 of 3 hold; 1 waived", [])
                {
                    Waived = [new WaivedFinding(finding, "no-banner", "ada", "in review", DateTimeOffset.UnixEpoch)],
                },
            ],
        };

        var results = JsonNode.Parse(GateSarif.Of(artifact, Controls, "0.1"))!["runs"]![0]!["results"]!.AsArray();
        var waived = Assert.Single(results, result => result!["suppressions"] is not null)!;
        Assert.Equal(("banner-legal", "fail"), ((string)waived["ruleId"]!, (string)waived["kind"]!));
        Assert.Contains("ada", (string)waived["suppressions"]![0]!["justification"]!, StringComparison.Ordinal);
        var report = XDocument.Parse(GateJUnit.Of(artifact, Controls)).Root!;
        Assert.Equal("0", report.Attribute("failures")!.Value);
        Assert.Single(report.Descendants("skipped"));
    }

    [Fact]
    public void The_page_says_what_was_refused_escapes_what_a_check_printed_and_needs_no_other_file()
    {
        var page = EvidencePage.Of(Artifact(), Controls, since: null, "key");

        Assert.Contains("Refused: 0 of 2 gates passed. 3 refused.", page, StringComparison.Ordinal);
        Assert.Contains("&lt;angle&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<angle>", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<script|<link|src=|url\\(|@import", page);
        Assert.Contains("It is the first release", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_names_what_changed_since_the_release_before()
    {
        var newer = Artifact();
        var older = newer with
        {
            Id = new ArtifactId(newer.Id.Image, Digest.OfText("older")),
            Packages = [.. newer.Packages.Select(package =>
                package.Name == "nginx-light" ? package with { Version = "1.22.1-9" } : package)],
            Controls = newer.Controls.Remove("umask-strict"),
        };
        var changelogs = ImmutableDictionary<string, ImmutableArray<ChangelogEntry>>.Empty.Add(
            "nginx-light", [new ChangelogEntry("1.22.1-9+deb12u1", ["CVE-2026-0001"])]);

        var page = EvidencePage.Of(newer, Controls, ArtifactDiff.Between(older, newer, changelogs), "key");

        Assert.Contains($"Since <code>{older.Id}</code>. 1 CVE ids are fixed", page, StringComparison.Ordinal);
        Assert.Contains("controls added: umask-strict", page, StringComparison.Ordinal);
        Assert.Contains("<td>1.22.1-9</td><td>1.22.1-9&#x2B;deb12u1</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_signed_is_the_example_of_the_DSSE_specification() => Assert.Equal(
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
        Encoding.UTF8.GetString(SignedEnvelope.SignedBytes("http://example.com/HelloWorld", "hello world"u8)));

    [Fact]
    public void A_statement_is_about_what_it_was_made_of()
    {
        var subjects = ImmutableSortedDictionary<string, Digest>.Empty.Add("disk.qcow2", Digest.OfText("disk"));

        var payload = ProvenanceStatement.Of(Artifact(), subjects, "key", "0.1");

        Assert.Equal(subjects, ProvenanceStatement.SubjectsOf(payload));
        var statement = JsonNode.Parse(payload)!;
        Assert.Equal("https://slsa.dev/provenance/v1", (string)statement["predicateType"]!);
        Assert.Equal(4, statement["predicate"]!["buildDefinition"]!["resolvedDependencies"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1"}""")]
    [InlineData(
        """
        {"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1",
         "subject":[{"name":"disk","digest":{"sha1":"00"}}]}
        """)]
    [InlineData(
        """
        {"_type":"https://in-toto.io/Statement/v1","predicateType":"https://example.com/other","subject":[]}
        """)]
    public void What_is_no_statement_of_ours_is_about_nothing(string payload) =>
        Assert.Null(ProvenanceStatement.SubjectsOf(Encoding.UTF8.GetBytes(payload)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"payloadType":"a","payload":"%%","signatures":[]}""")]
    [InlineData("""{"payloadType":"a","payload":"AAAA"}""")]
    [InlineData("""{"payload":"AAAA","signatures":[{"keyid":"a"}]}""")]
    public void What_is_no_envelope_is_not_read_as_one(string text) => Assert.Null(SignedEnvelope.Parse(text));

    private static GateFinding Finding(string subject, string evidence) => new(subject, "better", evidence, "look");

    private static ImageArtifact Artifact()
    {
        var plan = WebImage.Plan();
        return new ImageArtifact
        {
            Id = plan.Artifact,
            Target = "local",
            State = ImageState.Refused,
            DefinitionDigest = plan.Definition.Digest,
            Base = plan.Definition.Base,
            BuiltAt = DateTimeOffset.UnixEpoch.AddDays(20_000),
            Phases = [new PhaseTime("capture", 2)],
            Layers = [new ArtifactLayer("base", Digest.OfText("key"), Digest.OfText("content"))],
            Packages = [.. plan.Packages.Base, .. plan.Packages.Additional],
            PackageIndexDigest = plan.Packages.IndexDigest,
            PackageIndexFetchedAt = plan.Packages.IndexFetchedAt,
            Tools = plan.Tools,
            Files = [new ArtifactFile("disk.qcow2", 4, Digest.OfText("disk"))],
            Gates =
            [
                new GateResult(
                    "hardening", false, "2 of 3 hold", [Finding("banner-legal", "exit 1: bell \u0007 <angle>")]),
                new GateResult(
                    "ports", false, "2 open, 2 declared",
                    [Finding("tcp/99", "something listens on it"), Finding("tcp/80", "nothing listens on it")]),
            ],
            Ports = plan.Definition.Ports,
            Sensors = ["auditd"],
            HardeningProfile = "server",
            Controls = [.. plan.Definition.Controls.Select(control => control.Id)],
            Health = plan.Definition.Health,
            Disk = plan.Definition.Disk,
        };
    }
}
