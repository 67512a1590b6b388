using System.Diagnostics;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Signing;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>
/// A real image, checked by others: with openssl alone as the README says, and by the program, which launches nothing
/// that does not pass.
/// </summary>
[Trait("tier", "vm")]
public sealed class SignedImageTests(SharedForge forge)
{
    private const string Checker = "tests/EndToEnd.Tests/Evidence";
    private const string Check = "node \"$TOOL/check.mjs\" \"$IMAGE\"";
    private static readonly TimeSpan CheckMax = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_check_of_the_README_passes_with_openssl_alone_and_fails_once_a_file_is_changed()
    {
        using var copy = await CopyAsync();
        var (whole, said) = await CheckOfReadmeAsync(copy.Folder, copy.PublicKey);
        Assert.True(whole == 0, said);
        Assert.Contains("Verified OK", said, StringComparison.Ordinal);
        Assert.Contains("disk.qcow2: OK", said, StringComparison.Ordinal);

        copy.ChangeManifest();

        (whole, said) = await CheckOfReadmeAsync(copy.Folder, copy.PublicKey);
        Assert.NotEqual(0, whole);
        Assert.Contains("manifest.json: FAILED", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_image_is_named_by_verify_and_not_launched()
    {
        using var copy = await CopyAsync();
        using var definitions = new DefinitionTree().WithSchedule("signed", launchTimeout: "2m");
        var command = new ImageForgeCommand(copy.State.Root, definitions.Root);
        var good = await command.RunAsync("image", "verify", $"{copy.Artifact.Id}");
        Assert.True(good.ExitCode == 0, $"{good}");
        var promoted = await command.RunAsync("image", "promote", $"{copy.Artifact.Id}", "--reason", "copied here");
        Assert.True(promoted.ExitCode == 0, $"{promoted}");

        copy.ChangeManifest();

        var bad = await command.RunAsync("image", "verify", $"{copy.Artifact.Id}");
        Assert.Equal((int)ForgeError.Integrity, bad.ExitCode);
        Assert.Contains("manifest.json is not what was signed", bad.Output, StringComparison.Ordinal);
        var launch = await command.RunAsync("fleet", "launch", "signed", "--image", $"{copy.Artifact.Id}");
        Assert.Equal((int)ForgeError.Integrity, launch.ExitCode);
        Assert.Contains("is not as it was signed", launch.Errors, StringComparison.Ordinal);
        var left = await command.RunAsync("fleet", "list");
        Assert.Contains("no fleet runs here", left.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_evidence_holds_against_the_schemas_that_others_publish()
    {
        using var copy = await CopyAsync();
        var tool = Directory.CreateTempSubdirectory("ifs-npm-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(SharedForge.Checkout, Checker)))
            {
                File.Copy(file, Path.Combine(tool, Path.GetFileName(file)));
            }

            var (installed, output) = await ShellAsync(
                "cd \"$TOOL\" && npm ci --ignore-scripts --omit=optional --no-audit --no-fund", ("TOOL", tool));
            Assert.SkipUnless(installed == 0, $"needs npm and its packages: {output}");

            await WriteRisksAsync(copy);
            var (good, said) = await ShellAsync(Check, ("TOOL", tool), ("IMAGE", copy.Folder));
            Assert.True(good == 0, said);
            await using (var shop = new ShopForge(forge))
            {
                // The only one whose bill has files in it, of a script and a playbook.
                var outcome = await shop.Engine.BuildAsync(
                    await shop.PlanAsync(shop.Engine), new TestProgress(), TestContext.Current.CancellationToken);
                var folder = forge.Artifacts.FolderOf(outcome.Artifact.Id);
                (good, said) = await ShellAsync(Check, ("TOOL", tool), ("IMAGE", folder));
                Assert.True(good == 0, said);
            }

            copy.Replace("sbom.cdx.json", "\"type\": \"library\"", "\"type\": \"package\"");
            copy.Replace("gates.sarif", "\"kind\": \"pass\"", "\"kind\": \"good\"");
            copy.Replace("risks.sarif", "\"status\": \"accepted\"", "\"status\": \"waived\"");
            (good, said) = await ShellAsync(Check, ("TOOL", tool), ("IMAGE", copy.Folder));
            Assert.Equal(1, good);
            Assert.Contains("3 faults", said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(tool, recursive: true);
        }
    }

    // One that is open and one that is accepted, found by a review of the copy.
    private static async Task WriteRisksAsync(ImageCopy copy)
    {
        using var definitions = new DefinitionTree();
        definitions.Write("images/feeds/known.json", """
            [
              { "id": "DEBIAN-CVE-2026-90003", "upstream": ["CVE-2026-90003"], "affected": [{
                "package": { "ecosystem": "Debian:12", "name": "nginx" },
                "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }, { "fixed": "99" }] }] }] },
              { "id": "DEBIAN-CVE-2026-90004", "upstream": ["CVE-2026-90004"], "affected": [{
                "package": { "ecosystem": "Debian:12", "name": "openssl" },
                "ranges": [{ "type": "ECOSYSTEM", "events": [{ "introduced": "0" }] }] }] }
            ]
            """)
            .Write("images/waivers/web-openssl.yaml", $"""
                id: web-openssl
                cve: CVE-2026-90004
                image: web
                owner: ada
                reason: Nobody reaches it.
                expires: {DateTime.UtcNow.AddDays(30):yyyy-MM-dd}

                """);
        var command = new ImageForgeCommand(copy.State.Root, definitions.Root);
        foreach (string[] step in new[]
        {
            new[] { "image", "promote", $"{copy.Artifact.Id}", "--reason", "copied here" },
            ["feed", "update", "osv", "--file", Path.Combine(definitions.Root, "images/feeds/known.json")],
            ["risk", "review"],
        })
        {
            var outcome = await command.RunAsync(step);
            Assert.True(outcome.ExitCode == 0, $"{outcome}");
        }

        var log = await command.RunAsync("risk", "list", "--as", "sarif");
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, "risks.sarif"), log.Output);
        var states = (await command.RunAsync("risk", "list", "-o", "json")).Json.GetProperty("risks").EnumerateArray()
            .ToDictionary(
                risk => risk.GetProperty("risk").GetString()!, risk => risk.GetProperty("state").GetString());
        Assert.Equal(("Open", "Accepted"), (states["CVE-2026-90003"], states["CVE-2026-90004"]));
        var page = await command.RunAsync("risk", "list", "--as", "markdown");
        Assert.Contains("ada: Nobody reaches it.", page.Output, StringComparison.Ordinal);
    }

    private async Task<ImageCopy> CopyAsync() =>
        new(forge, await forge.BuildAsync(await forge.PlanAsync("web")));

    private static async Task<(int ExitCode, string Said)> CheckOfReadmeAsync(string folder, string publicKey)
    {
        var readme = await File.ReadAllTextAsync(
            Path.Combine(SharedForge.Checkout, "README.md"), TestContext.Current.CancellationToken);
        var script = readme.Split("```").Single(block => block.Contains("openssl dgst", StringComparison.Ordinal));
        return await ShellAsync(script.TrimStart('s', 'h'), ("IMAGE", folder), ("KEY", publicKey));
    }

    private static async Task<(int ExitCode, string Said)> ShellAsync(
        string script, params IEnumerable<(string Name, string Value)> variables)
    {
        var start = new ProcessStartInfo("bash", ["-euc", script])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var running = new RunningCommand(start);
        var outcome = await running.EndAsync(CheckMax);
        return (outcome.ExitCode, $"{outcome}");
    }

    /// <summary>An image in a state directory of its own, with the keys that are trusted there.</summary>
    private sealed class ImageCopy : IDisposable
    {
        public ImageCopy(SharedForge forge, ImageArtifact artifact)
        {
            Artifact = artifact;
            State = new StateDirectory(Directory.CreateTempSubdirectory("ifs-").FullName);
            State.Create();
            Folder = Path.Combine(State.Artifacts, artifact.Id.PlanDigest.Hex);
            Copy(forge.Artifacts.FolderOf(artifact.Id), Folder);
            forge.LendKeys(State);
            PublicKey = new SigningKeys(State).List()[0].PublicKeyPath;
        }

        public ImageArtifact Artifact { get; }
        public StateDirectory State { get; }
        public string Folder { get; }
        public string PublicKey { get; }

        public void ChangeManifest() => Replace("manifest.json", "\"memoryMiB\": ", "\"memoryMiB\": 1");

        public void Replace(string file, string what, string with)
        {
            var text = File.ReadAllText(Path.Combine(Folder, file));
            Assert.Contains(what, text, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(Folder, file), text.Replace(what, with, StringComparison.Ordinal));
        }

        public void Dispose() => Directory.Delete(State.Root, recursive: true);

        private static void Copy(string from, string to)
        {
            Directory.CreateDirectory(to);
            foreach (var file in Directory.EnumerateFiles(from))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }
    }
}
