using System.Diagnostics;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.EndToEnd.Tests.CommandLine;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.EndToEnd.Tests.Builds;

/// <summary>A real image, made once more from nothing: by whoever built it, and by an ordinary user.</summary>
[Trait("tier", "all")]
public sealed class RebuildTests(SharedForge forge) : IAsyncDisposable
{
    // In mounts of its own: a user whose folders need not be reachable otherwise, and who has a range of user ids here
    // and nowhere else. 65534 is nobody.
    private const string AsNobody = """
        tool=$1 checkout=$2 ids=$3; shift 3
        mount --bind "$checkout" /mnt
        mount --bind "$ids" /etc/subuid
        mount --bind "$ids" /etc/subgid
        case $tool in "$checkout"/*) tool=/mnt${tool#"$checkout"} ;; esac
        case ${DOTNET_ROOT-} in "$checkout"/*) export DOTNET_ROOT="/mnt${DOTNET_ROOT#"$checkout"}" ;; esac
        exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME="$IMAGEFORGE_STATE" "$tool" "$@"
        """;

    private const string SetUser = """
        qemu-img convert -O raw "$1" "$1.raw"
        PATH=$PATH:/usr/sbin:/sbin debugfs -w -R "sif $2 mode 0104755" "$1.raw"
        rm -f "$1"
        qemu-img convert -c -O qcow2 -o compression_type=zstd "$1.raw" "$1"
        rm "$1.raw"
        """;

    private static readonly TimeSpan RebuildMax = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan CopyMax = TimeSpan.FromMinutes(3);

    private readonly StateDirectory _state = new(Path.Combine(Path.GetTempPath(), $"if-r{Environment.ProcessId}"));

    [Fact]
    public async Task With_a_store_and_a_cache_of_its_own_a_rebuild_is_the_same_to_the_byte()
    {
        var artifact = await forge.BuildAsync(await forge.PlanWithDetectionAsync("web"));

        var outcome = await new ImageForgeCommand(forge.State.Root, SharedForge.Checkout)
            .RunAsync(RebuildMax, "image", "rebuild", $"{artifact.Id}", "--compare");

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.Contains($"{artifact.Id} is identical", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(DiskOf(artifact).Hex, outcome.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(forge.State.Temporary, "rebuild-*"));
    }

    /// <summary>
    /// Whoever holds the key can publish any disk under the name of a plan: no list, size or signature shows it.
    /// </summary>
    [Fact]
    public async Task An_ordinary_user_makes_the_disk_that_root_made_and_finds_the_file_that_was_changed_since()
    {
        const string Program = "/usr/sbin/nginx";
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to become somebody else");
        var artifact = await forge.BuildAsync(await forge.PlanWithDetectionAsync("web"));
        var disk = await CopyAsync(artifact);
        await ShellAsync(SetUser, disk, Program);

        var outcome = await RebuildAsNobodyAsync(artifact, "/mnt");

        Assert.True(outcome.ExitCode == (int)ForgeError.Integrity, $"{outcome}");
        var answer = outcome.Json;
        Assert.Equal(DiskOf(artifact).Hex, answer.GetProperty("disk").GetString());
        Assert.Equal(
            [ArtifactStore.DiskName],
            answer.GetProperty("files").EnumerateArray().Where(file => !file.GetProperty("identical").GetBoolean())
                .Select(file => file.GetProperty("name").GetString()));
        Assert.Equal(
            [Program],
            answer.GetProperty("diskDifference").GetProperty("paths").EnumerateArray()
                .Select(path => path.GetString()));
        Assert.Empty(Directory.EnumerateDirectories(_state.Temporary));
    }

    /// <summary>Packages of a third party and by hash, a script, a playbook.</summary>
    [Fact]
    public async Task An_ordinary_user_makes_what_steps_and_third_parties_made_for_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to become somebody else");
        await using var shop = new ShopForge(forge);
        var plan = await shop.PlanAsync(shop.Engine);
        var artifact = (await shop.Engine.BuildAsync(
            plan, new TestProgress(), TestContext.Current.CancellationToken)).Artifact;
        await CopyAsync(artifact);
        await ShellAsync("chmod -R a+rX \"$1\"", shop.Root);

        var outcome = await RebuildAsNobodyAsync(artifact, shop.Root);

        Assert.True(outcome.ExitCode == 0, $"{outcome}");
        Assert.Equal(DiskOf(artifact).Hex, outcome.Json.GetProperty("disk").GetString());
    }

    public async ValueTask DisposeAsync() =>
        await LocalBuildTarget.RemoveTreeAsync(_state.Root, CancellationToken.None);

    private static Digest DiskOf(ImageArtifact artifact) =>
        artifact.Files.Single(file => file.Name == ArtifactStore.DiskName).Sha256;

    /// <summary>The artifact and its packages in a state directory of its own; returns where the disk is.</summary>
    private async Task<string> CopyAsync(ImageArtifact artifact)
    {
        _state.Create();
        var folder = new ArtifactStore(_state).FolderOf(artifact.Id);
        await ShellAsync("cp -r -T \"$1\" \"$2\"", forge.Artifacts.FolderOf(artifact.Id), folder);
        await ShellAsync("cp -r -T \"$1\" \"$2\"", forge.State.Packages, _state.Packages);
        return Path.Combine(folder, ArtifactStore.DiskName);
    }

    /// <param name="definitions">As nobody sees it: the checkout is at <c>/mnt</c>.</param>
    private async Task<CommandOutcome> RebuildAsNobodyAsync(ImageArtifact artifact, string definitions)
    {
        var ids = Path.Combine(_state.Root, "ids");
        await File.WriteAllTextAsync(ids, "nobody:200000:65536\n", TestContext.Current.CancellationToken);
        await ShellAsync("chown -R 65534:65534 \"$1\"", _state.Root);
        var outcome = await new ImageForgeCommand(_state.Root, definitions).RunInShellAsync(
            RebuildMax, AsNobody, SharedForge.Checkout, ids, "image", "rebuild", $"{artifact.Id}", "--compare",
            "--output", "json");
        Assert.SkipWhen(
            outcome.Errors.Contains("lets us make no namespaces", StringComparison.Ordinal),
            "needs user namespaces for ordinary users");
        return outcome;
    }

    private static async Task ShellAsync(string script, params IEnumerable<string> arguments)
    {
        using var running = new RunningCommand(new ProcessStartInfo("bash", ["-euc", script, "bash", .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        });
        var outcome = await running.EndAsync(CopyMax);
        Assert.True(outcome.ExitCode == 0, $"{outcome}");
    }
}
