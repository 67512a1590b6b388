using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Tests.Images;

public sealed class GateJudgeTests
{
    private const string MachineId = "/etc/machine-id";
    private static readonly BuildPlan Plan = WebImage.Plan();

    private static readonly GateEvidence Good = new()
    {
        Booted = true,
        BootSeconds = 7,
        Checks = Plan.Definition.Controls.ToImmutableSortedDictionary(
            control => control.Id, _ => new ScriptOutcome(0, "fine")),
        Listening = [new OpenPort(80, "tcp"), new OpenPort(22, "tcp")],
        Sensors = ImmutableSortedDictionary<string, SensorReading>.Empty
            .Add("auditd", new SensorReading(true, "running", null)),
        ApplicationStatus = 200,
        Clones = new CloneEvidence(Identity("1"), Identity("2")),
        Vulnerabilities = new VulnerabilityEvidence(
            [new FeedReading("osv", TimeSpan.FromHours(3), TimeSpan.FromDays(7))], []),
        Freshness = new FreshnessEvidence(TimeSpan.FromMinutes(4), 4, 0, []),
        Detection = Attacks.Evidence(Attacks.Seen("shadow-copy"), Attacks.Seen("who-am-i")),
        Residue = [],
        Secrets = [],
        SerialLog = "/state/serial",
    };

    public static TheoryData<string, GateEvidence, string, string, string> Faults => new()
    {
        // Fault; what was seen; the one gate that refuses; the finding's subject; a piece of its evidence.
        { "a check fails", WithCheck("sshd-no-root", new ScriptOutcome(1, "PermitRootLogin yes")), "hardening",
            "sshd-no-root", "exit 1: PermitRootLogin yes" },
        { "a check fails silently", WithCheck("sshd-no-root", new ScriptOutcome(3, " \n")), "hardening",
            "sshd-no-root", "exit 3, and printed nothing" },
        { "a check hangs", WithCheck("umask-strict", new ScriptOutcome(124, "")), "hardening", "umask-strict",
            "time limit" },
        { "a check was not run", Good with { Checks = Good.Checks.Remove("banner-legal") }, "hardening",
            "banner-legal", "not run" },
        { "an undeclared port", Good with { Listening = Good.Listening!.Value.Add(new OpenPort(5432, "tcp")) },
            "ports", "tcp/5432", "something listens" },
        { "another protocol", Good with { Listening = Good.Listening!.Value.Add(new OpenPort(80, "udp")) }, "ports",
            "udp/80", "something listens" },
        { "a declared port is closed", Good with { Listening = [new OpenPort(80, "tcp")] }, "ports", "tcp/22",
            "nothing listens" },
        { "ports unread", Good with { Listening = null }, "ports", "ports", "not reported" },
        { "a sick sensor", WithSensor("auditd", new SensorReading(false, "stopped", null)), "sensors", "auditd",
            "unhealthy: stopped" },
        { "a sensor left out", Good with { Sensors = Good.Sensors!.Clear() }, "sensors", "auditd", "not in the beat" },
        { "no beat", Good with { Sensors = null }, "sensors", "beacon", "no beat" },
        { "nobody attacked", Good with { Detection = null }, "detection", "scenarios", "none was run" },
        { "an attack that must be seen is missed",
            Good with { Detection = Attacks.Evidence(Attacks.Unseen("shadow-copy"), Attacks.Seen("who-am-i")) },
            "detection", "shadow-copy", "missed: no record at all" },
        { "one that must be seen was not run", Good with { Detection = Attacks.Evidence(Attacks.Seen("who-am-i")) },
            "detection", "shadow-copy", "it was not run" },
        { "the machine broke off after all that must be seen",
            Good with { Detection = Good.Detection! with { Fault = "the machine is gone" } }, "detection", "machine",
            "the machine is gone" },
        { "the application errs", Good with { ApplicationStatus = 502 }, "application", "GET :80/healthz", "502" },
        { "the application is silent", Good with { ApplicationStatus = null }, "application", "GET :80/healthz",
            "no answer" },
        { "an identity is shared",
            Good with { Clones = new(Identity("1"), Identity("2").SetItem(MachineId, Identity("1")[MachineId])) },
            "clones", MachineId, "two instances share it" },
        { "an instance has no identity",
            Good with { Clones = new(Identity("1"), Identity("2").Remove("/var/lib/imageforge/secret")) },
            "clones", "/var/lib/*/secret", "an instance has none" },
        { "there was no second instance", Good with { Clones = null }, "clones", "second boot", "did not answer" },
        { "a vulnerability", WithKnown("CVE-2026-0001", "1.2-1", Severity.High), "vulnerabilities", "CVE-2026-0001",
            "nginx 1.22.1-9+deb12u1 (nginx-light), high, fixed in 1.2-1, by osv: reads past its end" },
        { "an old feed", Good with { Vulnerabilities = Known(TimeSpan.FromDays(8)) }, "vulnerabilities", "feed/osv",
            "fetched 8 days ago" },
        { "packages not looked up", Good with { Vulnerabilities = null }, "vulnerabilities", "feeds",
            "not looked up" },
        { "packages not compared", Good with { Freshness = null }, "freshness", "index", "not compared" },
        { "a host key is left", Good with { Residue = ["/etc/ssh/ssh_host_ed25519_key: host key"] }, "residue",
            "/etc/ssh/ssh_host_ed25519_key", "host key" },
        { "a secret in a file", Good with { Secrets = [new("github-token", "/srv/.env", 4096, "ghp_…", null)] },
            "secrets", "/srv/.env", "a GitHub token (github-token) at byte 4096" },
        { "a secret in a freed block", Good with { Secrets = [new("jwt", "freed block 7", 28672, "eyJh…", null)] },
            "secrets", "freed block 7", "a signed token" },
        { "the disk was not searched for secrets", Good with { Secrets = null }, "secrets", "disk", "not searched" },
        { "the disk was not searched", Good with { Residue = null }, "residue", "disk", "not searched" },
    };

    [Fact]
    public void Whole_evidence_passes_every_gate()
    {
        var results = GateJudge.Judge(Plan, Good, Now);

        Assert.Equal(Plan.Gates.Select(gate => gate.Name), results.Select(result => result.Gate));
        Assert.All(results, result => Assert.True(result is { Passed: true, Findings: [], Summary.Length: > 0 }));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void One_fault_is_refused_by_exactly_its_gate(
        string fault, GateEvidence evidence, string gate, string subject, string piece)
    {
        var refusal = Assert.Single(GateJudge.Judge(Plan, evidence, Now), result => !result.Passed);

        Assert.True(refusal.Gate == gate, $"{fault}: refused by {refusal.Gate}");
        var finding = Assert.Single(refusal.Findings);
        Assert.Equal(subject, finding.Subject);
        Assert.Contains(piece, finding.Evidence, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Expected);
        Assert.Contains("imageforge ", finding.Reproduce, StringComparison.Ordinal);
    }

    [Fact]
    public void What_did_not_boot_passes_no_gate_that_needs_it_running()
    {
        // Everything else looks well: only the boot decides.
        var results = GateJudge.Judge(Plan, Good with { Booted = false, BootFailure = "Kernel panic" }, Now);

        Assert.Equal(
            ["vulnerabilities", "freshness", "secrets", "residue"],
            results.Where(result => result.Passed).Select(result => result.Gate));
        Assert.All(results.Where(result => !result.Passed), result =>
            Assert.True(result.Findings is [
                { Subject: "boot", Evidence: "Kernel panic", Reproduce: "less -R '/state/serial'" }]));
    }

    [Fact]
    public void A_secret_that_a_package_publishes_is_counted_and_not_refused()
    {
        FoundSecret published = new("rsa-private-key", "/usr/share/x.pem", 1, "----…", "libx");

        var result = Assert.Single(
            GateJudge.Judge(Plan, Good with { Secrets = [published] }, Now), gate => gate.Gate == "secrets");

        Assert.True(result.Passed);
        Assert.EndsWith("1 published by packages are left out: libx", result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void No_evidence_at_all_passes_nothing() =>
        Assert.All(
            GateJudge.Judge(Plan, new GateEvidence { Booted = true }, Now), result => Assert.False(result.Passed));

    [Fact]
    public void A_waived_finding_is_kept_beside_the_verdict_and_does_not_refuse()
    {
        var plan = PlanWith(Waiver());

        var result = GateJudge.Judge(plan, BadBanner, Now)[0];

        Assert.True(result.Passed);
        Assert.Empty(result.Findings);
        var waived = Assert.Single(result.Waived);
        Assert.Equal(("banner-legal", "ada", Waiver().EndsAt), (waived.Finding.Subject, waived.Owner, waived.Until));
        Assert.EndsWith("; 1 waived", result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_waiver_accepts_its_subject_and_nothing_else()
    {
        var both = BadBanner with { Checks = BadBanner.Checks.SetItem("umask-strict", new ScriptOutcome(1, "022")) };

        var result = GateJudge.Judge(PlanWith(Waiver()), both, Now)[0];

        Assert.False(result.Passed);
        Assert.Equal("umask-strict", Assert.Single(result.Findings).Subject);
        Assert.Single(result.Waived);
    }

    public static TheoryData<string> UselessWaivers => ["expired", "another image", "another version"];

    [Theory]
    [MemberData(nameof(UselessWaivers))]
    public void A_waiver_that_is_over_or_for_another_artifact_accepts_nothing(string fault)
    {
        var waiver = fault switch
        {
            "expired" => Waiver() with { Expires = DateOnly.FromDateTime(Now.UtcDateTime).AddDays(-1) },
            "another image" => Waiver() with { Image = new ImageName("shop") },
            _ => Waiver() with { Version = "0000000" },
        };

        Assert.False(GateJudge.Judge(PlanWith(waiver), BadBanner, Now)[0].Passed);
    }

    [Fact]
    public void A_waiver_holds_through_its_last_day_and_the_one_that_lasts_longest_is_named()
    {
        var last = DateOnly.FromDateTime(Now.UtcDateTime);
        var plan = PlanWith(Waiver() with { Id = "today", Expires = last }, Waiver() with { Id = "later" });
        Assert.Equal("later", GateJudge.Judge(plan, BadBanner, Now)[0].Waived[0].Waiver);

        var today = PlanWith(Waiver() with { Expires = last, Version = Plan.Digest.Hex[..8] });
        Assert.True(GateJudge.Judge(today, BadBanner, Now)[0].Passed);
        Assert.False(GateJudge.Judge(today, BadBanner, Waiver().EndsAt)[0].Passed);
    }

    [Fact]
    public void A_waiver_of_a_CVE_accepts_it_in_every_package_that_has_it()
    {
        var plan = PlanWith(Waiver() with { Subject = "CVE-2026-0001" });
        var one = WithKnown("CVE-2026-0001", "1.2-1", Severity.Critical).Vulnerabilities!.Found[0];
        var both = Good with { Vulnerabilities = Known(TimeSpan.Zero, one, one with { Source = "glibc" }) };

        var result = GateJudge.Judge(plan, both, Now).Single(gate => gate.Gate == "vulnerabilities");

        Assert.True(result is { Passed: true, Findings: [], Waived.Length: 2 });
        Assert.EndsWith("; 2 waived", result.Summary, StringComparison.Ordinal);
    }

    private static readonly DateTimeOffset Now = new(2026, 11, 30, 23, 59, 59, TimeSpan.Zero);

    private static GateEvidence BadBanner => WithCheck("banner-legal", new ScriptOutcome(1, "none"));

    private static Waiver Waiver() => new()
    {
        Id = "no-banner",
        Subject = "banner-legal",
        Image = new ImageName("web"),
        Owner = "ada",
        Reason = "in review",
        Expires = new DateOnly(2026, 12, 31),
    };

    private static BuildPlan PlanWith(params ImmutableArray<Waiver> waivers) =>
        WebImage.Plan(WebImage.Definition with { Waivers = waivers });

    private static ImmutableSortedDictionary<string, string> Identity(string instance) =>
        ImmutableSortedDictionary<string, string>.Empty
            .Add(MachineId, $"of instance {instance}").Add("/var/lib/imageforge/secret", $"of instance {instance}");

    private static GateEvidence WithCheck(string id, ScriptOutcome outcome) =>
        Good with { Checks = Good.Checks.SetItem(id, outcome) };

    private static GateEvidence WithKnown(string id, string? fixedVersion, Severity? severity) => Good with
    {
        Vulnerabilities = Known(TimeSpan.FromHours(3), new KnownVulnerability(
            id, "nginx", "1.22.1-9+deb12u1", ["nginx-light"], fixedVersion, severity, "reads past its end", ["osv"])),
    };

    private static VulnerabilityEvidence Known(TimeSpan age, params ImmutableArray<KnownVulnerability> found) =>
        new([new FeedReading("osv", age, TimeSpan.FromDays(7))], found);

    private static GateEvidence WithSensor(string id, SensorReading reading) =>
        Good with { Sensors = Good.Sensors!.SetItem(id, reading) };
}
