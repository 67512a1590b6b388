using System.Collections.Immutable;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Tests.Local.Builds;

/// <summary>
/// Small real disks, made by mkfs from a folder: their times, and what is found on them from outside.
/// </summary>
public sealed class DiskTests : IDisposable
{
    private const long Epoch = 1_700_000_000;
    private const string Canary = "IMAGEFORGE-CANARY-SECRET-0123456789abcdef0123456789abcdef";
    private readonly string _folder = Directory.CreateTempSubdirectory("if-disk-").FullName;

    private string Tree => Path.Combine(_folder, "tree");
    private string Raw => Path.Combine(_folder, "disk.raw");

    [Fact]
    public async Task Times_are_clamped_and_older_ones_kept()
    {
        Write("/etc/old", "x", DateTimeOffset.FromUnixTimeSeconds(1_000_000_000));
        Write("/etc/new", "x", DateTimeOffset.FromUnixTimeSeconds(Epoch + 1000));
        await MakeAsync();

        await DiskTimes.ClampAsync(Raw, Epoch, TestContext.Current.CancellationToken);

        var modified = Ext4Inodes.InUse(Raw).Select(inode => inode.ModifiedAt).ToList();
        Assert.Contains(1_000_000_000, modified);
        Assert.All(modified, at => Assert.True(at <= Epoch));
        var shown = await DebugFs.ReadAsync(Raw, ["stat /etc/new"], TestContext.Current.CancellationToken);
        string[] clamped = [$" ctime: 0x{Epoch:x}:", $" atime: 0x{Epoch:x}:", $" mtime: 0x{Epoch:x}:"];
        Assert.All(clamped, time => Assert.Contains(time, shown, StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync("e2fsck", "-fn", Raw)).ExitCode);
    }

    [Theory]
    [InlineData("/etc/machine-id", "an identity")]
    [InlineData("/etc/ssh/ssh_host_ed25519_key", "a host key")]
    [InlineData("/root/.bash_history", "a history")]
    [InlineData("/home/admin/.python_history", "a history")]
    [InlineData("/var/log/nginx/access.log", "left in /var/log")]
    [InlineData("/var/cache/ldconfig/aux-cache", "a cache")]
    [InlineData("/var/lib/apt/lists/deb.example.org_Packages", "left in /var/lib/apt/lists")]
    [InlineData("/var/lib/systemd/random-seed", "a random seed")]
    [InlineData("/var/lib/imageforge/secret", "left in /var/lib/imageforge")]
    [InlineData("/tmp/note", "left in /tmp")]
    [InlineData("/var/tmp/deep/down/note", "left in /var/tmp")]
    public async Task Each_kind_of_residue_is_found(string path, string expected)
    {
        Write(path, "x");
        await MakeAsync();

        var line = Assert.Single(await ResidueSearch.FindAsync(Raw, Plan(), TestContext.Current.CancellationToken));

        Assert.StartsWith($"{path}: {expected}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sealed_disk_is_clean()
    {
        Write("/etc/machine-id", "");
        Write("/etc/ssh/sshd_config", "x");
        Write("/var/cache/debconf/config.dat", "x");
        Directory.CreateDirectory(Tree + "/var/log/nginx");
        File.CreateSymbolicLink(Tree + "/var/log/README", "../../usr/share/doc/systemd/README.logs");
        await MakeAsync();

        Assert.Empty(await ResidueSearch.FindAsync(Raw, Plan(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_planted_secret_is_found_wherever_it_lies()
    {
        Write("/opt/deep/blob", new string('x', 5_000_000) + Canary + new string('y', 5_000_000) + Canary);
        await MakeAsync();

        Assert.Equal(2, await CanarySearch.CountAsync(Raw, Canary, TestContext.Current.CancellationToken));
        var line = Assert.Single(await ResidueSearch.FindAsync(Raw, Plan(), TestContext.Current.CancellationToken));
        Assert.StartsWith("disk: the secret", line, StringComparison.Ordinal);
    }

    // The search reads in blocks: a text across their border must count once, wherever the border cuts it.
    [Theory]
    [InlineData(-57)]
    [InlineData(-56)]
    [InlineData(-28)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task A_secret_across_a_border_of_blocks_is_found(int offset)
    {
        const int Border = 4 << 20;
        var bytes = new byte[3 * Border];
        System.Text.Encoding.ASCII.GetBytes(Canary).CopyTo(bytes, Border + offset);
        await File.WriteAllBytesAsync(Raw, bytes, TestContext.Current.CancellationToken);

        Assert.Equal(1, await CanarySearch.CountAsync(Raw, Canary, TestContext.Current.CancellationToken));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string path, string text, DateTimeOffset? at = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Tree + path)!);
        File.WriteAllText(Tree + path, text);
        if (at is { } time)
        {
            File.SetLastWriteTimeUtc(Tree + path, time.UtcDateTime);
        }
    }

    private async Task MakeAsync()
    {
        using (var disk = File.Create(Raw))
        {
            disk.SetLength(64 << 20);
        }

        var configuration = Path.Combine(_folder, "mke2fs.conf");
        await File.WriteAllTextAsync(
            configuration, BuildScripts.Text("mke2fs.conf"), TestContext.Current.CancellationToken);
        var made = await RunAsync("env", $"MKE2FS_CONFIG={configuration}", "mkfs.ext4", "-q", "-F", "-d", Tree, Raw);
        Assert.True(made.ExitCode == 0, made.ErrorText);
    }

    private static Task<HostCommand.Result> RunAsync(string tool, params string[] arguments) => HostCommand.RunAsync(
        "env", ["PATH=/usr/sbin:/sbin:/usr/bin:/bin", tool, .. arguments], TimeSpan.FromMinutes(1),
        TestContext.Current.CancellationToken);

    private static BuildPlan Plan() => new()
    {
        Definition = new ImageDefinition
        {
            Name = new ImageName("test"),
            Base = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" },
            Digest = Digest.OfText("definition"),
        },
        Target = "local",
        Packages = new ResolvedPackages
        {
            Base = [],
            Additional = [],
            IndexDigest = Digest.OfText("index"),
            SuiteReleasedAt = DateTimeOffset.FromUnixTimeSeconds(Epoch),
            IndexFetchedAt = DateTimeOffset.FromUnixTimeSeconds(Epoch),
        },
        Layers = [],
        Gates = [],
        Tools = ImmutableSortedDictionary<string, string>.Empty,
        SourceDateEpoch = Epoch,
        Digest = Digest.OfText("plan"),
        Canary = Canary,
    };
}
