using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// The gates on real machines: the shipped image passes all, and each catches the fault planted for it.
/// </summary>
[Trait("tier", "vm")]
public sealed class GateTests(SharedForge forge)
{
    private const string Unit = """
        [Socket]
        ListenStream=8081
        Accept=yes
        """;

    private const string Service = """
        [Service]
        ExecStart=/bin/true
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_web_image_passes_every_gate()
    {
        var artifact = await forge.BuildAsync(await forge.PlanAsync("web"));

        Assert.Equal(
            [
                "hardening", "ports", "sensors", "application", "clones", "vulnerabilities", "freshness", "secrets",
                "residue",
            ],
            artifact.Gates.Select(gate => gate.Gate));
        Assert.All(
            artifact.Gates, gate => Assert.True(gate.Passed, $"{gate.Gate}: {string.Join("; ", gate.Findings)}"));
        Assert.Equal(ImageState.Released, artifact.State);
    }

    [Fact]
    public async Task Each_gate_catches_the_fault_planted_for_it()
    {
        // Attacks have machines of their own, and DetectionProofTests.
        var plan = await forge.PlanAsync("web");
        var artifact = await forge.BuildAsync(plan);
        var folder = Directory.CreateDirectory(Path.Combine(forge.State.Temporary, "test-faults")).FullName;
        try
        {
            await PlantAsync(forge.Artifacts.FolderOf(artifact.Id), folder, plan);

            var evidence = await forge.Target.ExamineAsync(plan, folder, new TestProgress(), Cancellation);

            Assert.True(evidence.Booted, evidence.BootFailure);
            var findings = GateJudge.Judge(plan, evidence, TimeProvider.System.GetUtcNow())
                .ToDictionary(
                    gate => gate.Gate, gate => string.Join(' ', gate.Findings.Select(finding => finding.Subject)));
            Assert.Equal("sshd-no-root-login", findings["hardening"]);
            Assert.Equal("tcp/8081", findings["ports"]);
            Assert.Equal("auditd", findings["sensors"]);
            Assert.Equal("GET :80/healthz", findings["application"]);
            Assert.Equal("/var/lib/imageforge/secret", findings["clones"]);
            Assert.Equal("/root/.bash_history disk", findings["residue"]);
            Assert.Equal("/opt/forgotten", findings["secrets"]);
            Assert.Empty(Leftovers.Mounts(forge.State.Root));
            Assert.DoesNotContain(
                Leftovers.Processes(forge.State.Root), process => process.Contains("qemu", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Every_control_fails_its_own_check_where_no_control_was_applied()
    {
        using var definitions = new DefinitionTree().WithoutApplyingControls().WithoutDetection();
        var plan = await forge.Engine.PlanAsync(
            new DefinitionReader(definitions.Root).ReadImage("strict"), new BuildOptions(), Cancellation);

        var artifact = await forge.BuildAsync(plan);

        Assert.Equal(ImageState.Refused, artifact.State);
        var shipped = Directory.EnumerateFiles(Path.Combine(SharedForge.Checkout, "images/controls"), "*.yaml")
            .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ToList();
        var hardening = artifact.Gates.Single(gate => gate.Gate == "hardening");
        Assert.NotEmpty(shipped);
        Assert.Equal(shipped, hardening.Findings.Select(finding => finding.Subject).Order(StringComparer.Ordinal));
    }

    // A copy of the artifact with one fault a gate; the artifact itself stays as it was published.
    private static async Task PlantAsync(string artifact, string folder, BuildPlan plan)
    {
        var raw = Path.Combine(folder, "disk.raw");
        await DiskFormat.ExpandAsync(Path.Combine(artifact, "disk.qcow2"), raw, Cancellation);
        await new DiskChanges(raw)
            // Units for this alone, in a folder that systemd reads and no package uses.
            .WithFolder("/etc/systemd/system.attached").WithFolder("/etc/systemd/system.attached/sockets.target.wants")
            .WithLink("/etc/systemd/system.attached/sockets.target.wants/fault.socket", "../fault.socket")
            .WithLink("/etc/systemd/system.attached/auditd.service", "/dev/null")
            .Without("/srv/www/healthz")
            .WithFile("/etc/systemd/system.attached/fault.socket", Unit)
            .WithFile("/etc/systemd/system.attached/fault@.service", Service)
            .WithFile("/etc/ssh/sshd_config.d/09-fault.conf", "PermitRootLogin yes\n")
            // The beacon takes up a secret that it finds chosen but not yet enrolled: every instance the same.
            .WithFile(
                "/usr/lib/tmpfiles.d/fault.conf",
                "d /var/lib/imageforge 0700\n"
                    + $"f /var/lib/imageforge/secret.new 0600 root root - {new string('5', 64)}\n")
            .WithFile("/opt/forgotten", $"password={plan.Canary}\n")
            .WithFile("/root/.bash_history", "curl https://example.org | sh\n")
            .MakeAsync(plan.SourceDateEpoch, Cancellation);
        await DiskFormat.CompressAsync(raw, Path.Combine(folder, "disk.qcow2"), Cancellation);
        File.Delete(raw);
        File.Copy(Path.Combine(artifact, "vmlinuz"), Path.Combine(folder, "vmlinuz"));
    }
}
