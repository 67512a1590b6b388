using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Tests.Images.Secrets;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Tests.Local.Builds;

/// <summary>Small real disks with secrets in every kind of place, made by mkfs as a capture makes them.</summary>
public sealed class DiskSecretsTests : IDisposable
{
    private const long Epoch = 1_700_000_000;
    private const int Seed = 9;
    private const int Kept = 30;
    private const int Deleted = 10;
    private const int Border = 4 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("if-secrets-").FullName;
    private readonly IReadOnlyList<(string Kind, string Text)> _secrets = new PlantedSecrets(Seed).OfEachKind();

    private string Tree => Path.Combine(_folder, "tree");
    private string Raw => Path.Combine(_folder, "disk.raw");

    // A file each, of a different kind each: plain, among binary bytes, and across the border of two reads.
    private IEnumerable<(string Kind, string Path, string Text)> Planted => _secrets.Take(Kept).Select(
        (secret, index) => (secret.Kind, $"/srv/kept-{index}", (index % 5) switch
        {
            0 => secret.Text + "\n",
            1 => $"SQLite format 3\0{new string('\0', 4080)}\u0005\0{secret.Text}\0\0",
            2 => $"{new string('#', 9000)}\n{secret.Text}\n",
            3 => $"\u007fELF\0\u0001\n{secret.Text}\n\0\u00ff",
            _ => $"{new string('\n', Border - secret.Text.Length / 2)}{secret.Text}\n",
        }));

    private IEnumerable<(string Kind, string Path, string Text)> Gone => _secrets.Skip(Kept).Take(Deleted).Select(
        (secret, index) => (secret.Kind, $"/srv/gone-{index}", secret.Text + "\n"));

    [Fact]
    public async Task Thirty_planted_secrets_are_found_with_their_files()
    {
        WriteAll(Planted);
        await MakeAsync();

        var found = await FindAsync();

        Assert.Empty(Planted.Select(secret => (secret.Kind, secret.Path))
            .Except(found.Select(secret => (secret.Kind, secret.Holder))));
        Assert.Equal(Kept, Planted.Select(secret => secret.Kind).Distinct().Count());
        Assert.All(found, secret => Assert.Null(secret.Package));
        Assert.All(found, secret => Assert.DoesNotContain(
            _secrets, planted => secret.Shown.Contains(planted.Text, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ten_that_were_deleted_before_the_capture_leave_nothing()
    {
        WriteAll(Gone);
        Directory.Delete(Tree + "/srv", recursive: true);
        Write("/etc/motd", "hello\n"u8.ToArray());
        await MakeAsync();

        Assert.Empty(await FindAsync());
    }

    [Fact]
    public async Task Ten_that_were_deleted_in_place_are_found_in_freed_blocks()
    {
        WriteAll(Gone);
        await MakeAsync();
        await DebugFs.WriteAsync(
            Raw, Gone.Select(secret => $"rm {secret.Path}"), Epoch, TestContext.Current.CancellationToken);

        var found = await FindAsync();

        Assert.Empty(Gone.Select(secret => secret.Kind).Except(found.Select(secret => secret.Kind)));
        Assert.All(found, secret => Assert.StartsWith("freed block ", secret.Holder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_package_of_the_archive_ships_is_published_until_it_is_changed()
    {
        var secret = Encoding.Latin1.GetBytes(_secrets[0].Text);
        Write("/usr/share/tls/example.pem", secret);
        Write("/usr/share/tls/changed.pem", [.. secret, (byte)'\n']);
        Write("/usr/share/tls/foreign.pem", secret);
        Write("/etc/tls/setting.pem", secret);
#pragma warning disable CA5351 // The digest of dpkg's lists.
        var md5 = Convert.ToHexStringLower(MD5.HashData(secret));
#pragma warning restore CA5351
        Write("/var/lib/dpkg/info/tls-examples:amd64.md5sums", Encoding.ASCII.GetBytes(
            $"{md5}  usr/share/tls/example.pem\n{md5}  usr/share/tls/changed.pem\n"));
        Write("/var/lib/dpkg/info/brought-along.md5sums", Encoding.ASCII.GetBytes(
            $"{md5}  usr/share/tls/foreign.pem\n"));
        Write("/var/lib/dpkg/status", Encoding.ASCII.GetBytes(
            $"Package: tls-examples\nStatus: install ok installed\nConffiles:\n /etc/tls/setting.pem {md5}\n\n"));
        await MakeAsync();

        var found = (await FindAsync()).ToDictionary(secret => secret.Holder, secret => secret.Package);

        Assert.Equal(4, found.Count);
        Assert.Equal("tls-examples", found["/usr/share/tls/example.pem"]);
        Assert.Equal("tls-examples", found["/etc/tls/setting.pem"]);
        Assert.Null(found["/usr/share/tls/changed.pem"]);
        Assert.Null(found["/usr/share/tls/foreign.pem"]);
    }

    [Fact]
    public async Task A_secret_in_a_short_link_is_found_in_its_inode()
    {
        Directory.CreateDirectory(Tree + "/srv");
        File.CreateSymbolicLink(Tree + "/srv/link", _secrets.Single(secret => secret.Kind == "github-token").Text);
        await MakeAsync();

        var secret = Assert.Single(await FindAsync());

        Assert.Equal(("github-token", "inode of /srv/link"), (secret.Kind, secret.Holder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteAll(IEnumerable<(string Kind, string Path, string Text)> secrets)
    {
        foreach (var (_, path, text) in secrets)
        {
            Write(path, Encoding.Latin1.GetBytes(text));
        }
    }

    private void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Tree + path)!);
        File.WriteAllBytes(Tree + path, bytes);
    }

    private async Task MakeAsync()
    {
        using (var disk = File.Create(Raw))
        {
            disk.SetLength(96 << 20);
        }

        var configuration = Path.Combine(_folder, "mke2fs.conf");
        await File.WriteAllTextAsync(
            configuration, BuildScripts.Text("mke2fs.conf"), TestContext.Current.CancellationToken);
        var made = await HostCommand.RunAsync(
            "env",
            [
                "PATH=/usr/sbin:/sbin:/usr/bin:/bin", $"MKE2FS_CONFIG={configuration}", "mkfs.ext4", "-q", "-F", "-d",
                Tree, Raw,
            ],
            TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.True(made.ExitCode == 0, made.ErrorText);
    }

    private Task<ImmutableArray<FoundSecret>> FindAsync() => DiskSecrets.FindAsync(
        Raw,
        new ResolvedPackages
        {
            Base = [new PackageVersion("tls-examples", "1", "amd64", "tls", Digest.OfText("deb"), 1, "")],
            Additional = [],
            IndexDigest = Digest.OfText("index"),
            SuiteReleasedAt = DateTimeOffset.FromUnixTimeSeconds(Epoch),
            IndexFetchedAt = DateTimeOffset.FromUnixTimeSeconds(Epoch),
        },
        TestContext.Current.CancellationToken);
}
