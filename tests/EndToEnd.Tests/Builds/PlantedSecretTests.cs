using System.Text;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images.Secrets;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Definitions;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// An image whose own step leaves secrets behind: all of them are found in what is published, and nothing is found of
/// those that the step took back.
/// </summary>
[Trait("tier", "all")]
public sealed class PlantedSecretTests(SharedForge forge)
{
    private const int Seed = 11;
    private const int Kept = 30;
    private const int Deleted = 10;
    private const int KindsMin = 20;

    private readonly IReadOnlyList<(string Kind, string Text)> _secrets = new PlantedSecrets(Seed).OfEachKind();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<(string Kind, string Path, string Text)> Left =>
        _secrets.Take(Kept).Select((secret, index) => (secret.Kind, $"/srv/kept-{index}", secret.Text));

    private IEnumerable<(string Kind, string Path, string Text)> TakenBack =>
        _secrets.Skip(Kept).Take(Deleted).Select((secret, index) => (secret.Kind, $"/srv/gone-{index}", secret.Text));

    [Fact]
    public async Task Thirty_are_found_in_the_artifact_ten_that_were_deleted_are_not_and_ten_deleted_in_place_are()
    {
        Assert.True(Left.Select(secret => secret.Kind).Distinct().Count() >= KindsMin);
        using var definitions = new DefinitionTree().WithoutDetection()
            .Write("images/planted/image.yaml", """
                name: planted
                extends: debian-base
                steps:
                  - run: steps/plant.sh

                """)
            .Write("images/planted/steps/plant.sh", Script());
        var plan = await forge.Engine.PlanAsync(
            new DefinitionReader(definitions.Root).ReadImage("planted"), new BuildOptions(), Cancellation);

        var artifact = await forge.BuildAsync(plan);

        Assert.Equal(ImageState.Refused, artifact.State);
        var found = artifact.Gates.Single(gate => gate.Gate == "secrets").Findings
            .Select(finding => finding.Subject).ToList();
        Assert.Equal(
            Left.Select(secret => secret.Path).Order(StringComparer.Ordinal),
            found.Distinct().Order(StringComparer.Ordinal));
        await AssertFoundOnceDeletedInPlaceAsync(plan, artifact);
    }

    private async Task AssertFoundOnceDeletedInPlaceAsync(BuildPlan plan, ImageArtifact artifact)
    {
        var raw = Path.Combine(forge.State.Temporary, "test-planted.raw");
        try
        {
            await DiskFormat.ExpandAsync(
                Path.Combine(forge.Artifacts.FolderOf(artifact.Id), "disk.qcow2"), raw, Cancellation);
            var changes = new DiskChanges(raw);
            var deleted = Left.Take(Deleted).ToList();
            deleted.ForEach(secret => changes.Without(secret.Path));
            await changes.MakeAsync(plan.SourceDateEpoch, Cancellation);

            var found = (await DiskSecrets.FindAsync(raw, plan.Packages, Cancellation))
                .Where(secret => secret.Holder.StartsWith("freed block ", StringComparison.Ordinal)).ToList();

            Assert.Empty(deleted.Select(secret => secret.Kind).Except(found.Select(secret => secret.Kind)));
        }
        finally
        {
            File.Delete(raw);
        }
    }

    // Encoded: a definition that spells out a secret is refused before anything is built.
    private string Script()
    {
        var script = new StringBuilder("#!/bin/bash\nset -eu\n");
        foreach (var (_, path, text) in Left.Concat(TakenBack))
        {
            var encoded = Convert.ToBase64String(Encoding.Latin1.GetBytes(text + "\n"));
            script.Append(null, $"base64 -d <<<'{encoded}' >{path}\n");
        }

        return script.Append("sync\nrm /srv/gone-*\n").ToString();
    }
}
