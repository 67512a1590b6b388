using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// Every control's mutation fails its own check and nothing else: no other check, and no other gate.
/// </summary>
public sealed class ControlMutationTests(SharedForge forge)
{
    private const string Folder = "/usr/lib/imageforge-mutations";

    // Before anything runs, so this is a change of the image, not of a system that is up: what cannot be taken back
    // until the next boot can be changed here too.
    private const string Init = $"""
        #!/bin/sh
        export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
        mount -t proc proc /proc
        mount -t devtmpfs dev /dev
        for mutation in {Folder}/*.sh; do
          sh -eu "$mutation" </dev/null
        done
        umount /dev /proc
        rm -r {Folder}
        ln -sf /lib/systemd/systemd /usr/sbin/init
        exec /usr/sbin/init

        """;

    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, MutationRounds.Count)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Of_each_two_controls_there_is_a_round_with_the_one_and_without_the_other()
    {
        var ids = SharedForge.Definitions.ReadControls().Select(control => control.Id).ToList();
        var rounds = MutationRounds.Of(ids);

        Assert.All(ids, one => Assert.All(ids.Where(other => other != one), other =>
            Assert.Contains(rounds, round => round.Contains(one) && !round.Contains(other))));
    }

    [Theory]
    [Trait("tier", "all")]
    [MemberData(nameof(Rounds))]
    public async Task In_every_round_exactly_the_mutated_fail(int round)
    {
        var plan = await forge.PlanAsync("strict");
        var artifact = await forge.BuildAsync(plan);
        var mutated = MutationRounds.Of(plan.Definition.Controls.Select(control => control.Id))[round];
        var folder = Directory.CreateDirectory(Path.Combine(forge.State.Temporary, "test-mutations")).FullName;
        try
        {
            await PlantAsync(
                forge.Artifacts.FolderOf(artifact.Id), folder, plan,
                plan.Definition.Controls.Where(control => mutated.Contains(control.Id)));

            var evidence = await forge.Target.ExamineAsync(plan, folder, new TestProgress(), Cancellation);

            Assert.True(evidence.Booted, evidence.BootFailure);
            var results = GateJudge.Judge(plan, evidence, TimeProvider.System.GetUtcNow());
            var failed = results.Single(gate => gate.Gate == "hardening").Findings.Select(finding => finding.Subject);
            Assert.Equal(mutated, failed.Order(StringComparer.Ordinal));

            // Packages are the engine's to look up, and it was not asked.
            Assert.All(
                results.Where(gate => gate.Gate is not ("hardening" or "vulnerabilities" or "freshness")),
                gate => Assert.True(gate.Passed, $"{gate.Gate}: {string.Join("; ", gate.Findings)}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A copy of the artifact whose first boot begins with the mutations.
    private static async Task PlantAsync(
        string artifact, string folder, BuildPlan plan, IEnumerable<HardeningControl> mutated)
    {
        var raw = Path.Combine(folder, "disk.raw");
        await DiskFormat.ExpandAsync(Path.Combine(artifact, "disk.qcow2"), raw, Cancellation);
        var changes = new DiskChanges(raw).WithFolder(Folder)
            .Without("/usr/sbin/init").WithFile("/usr/sbin/init", Init, "0700");
        foreach (var control in mutated)
        {
            changes.WithFile($"{Folder}/{control.Id}.sh", control.Mutation, "0700");
        }

        await changes.MakeAsync(plan.SourceDateEpoch, Cancellation);
        await DiskFormat.CompressAsync(raw, Path.Combine(folder, "disk.qcow2"), Cancellation);
        File.Delete(raw);
        File.Copy(Path.Combine(artifact, "vmlinuz"), Path.Combine(folder, "vmlinuz"));
    }
}
