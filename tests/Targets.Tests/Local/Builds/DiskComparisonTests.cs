using ImageForge.Core.Images;
using ImageForge.Targets.Local;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Tests.Local.Builds;

/// <summary>Two small real disks of one tree, one of them changed as if behind the file lists' back.</summary>
public sealed class DiskComparisonTests : IDisposable
{
    private const long Epoch = 1_700_000_000;
    private const string Id = "0c5ce2d2-0000-4000-8000-000000000000";
    private readonly string _folder = Directory.CreateTempSubdirectory("if-compare-").FullName;

    private string Raw => Path.Combine(_folder, "disk.raw");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Disks_that_only_their_files_are_written_otherwise_for_read_the_same()
    {
        var published = await MakeAsync();
        await RunAsync("qemu-img", "convert", "-O", "qcow2", Raw, Path.Combine(_folder, "plain.qcow2"));

        var difference = await CompareAsync(published, Path.Combine(_folder, "plain.qcow2"));

        Assert.Equal((null, 0L), (difference.Offset, difference.Blocks));
        Assert.Empty(difference.Paths);
    }

    [Fact]
    public async Task A_changed_byte_is_found_with_the_file_it_lies_in()
    {
        var published = await MakeAsync();
        var bytes = await File.ReadAllBytesAsync(Raw, Cancellation);
        var at = bytes.AsSpan().IndexOf("here lies a secret"u8);
        bytes[at] = (byte)'H';
        await File.WriteAllBytesAsync(Raw, bytes, Cancellation);

        var difference = await CompareAsync(published, await CompressedAsync("changed"));

        Assert.Equal((at, 1L), (difference.Offset, difference.Blocks));
        Assert.Equal(["/srv/deep/page with spaces"], difference.Paths);
    }

    [Theory]
    [InlineData("sif /etc/hosts mode 0100600", "/etc/hosts")]
    [InlineData("ea_set /etc/hosts user.note x", "/etc/hosts")]
    [InlineData("sif /etc/link uid 7", "/etc/link")]
    public async Task An_attribute_that_no_file_list_holds_is_found_with_its_file(string command, string path)
    {
        var published = await MakeAsync();
        await DebugFs.WriteAsync(Raw, [command], Epoch, Cancellation);

        Assert.Contains(path, (await CompareAsync(published, await CompressedAsync("changed"))).Paths);
    }

    [Fact]
    public async Task A_removed_file_is_named_by_the_disk_that_has_it()
    {
        var published = await MakeAsync();
        await DebugFs.WriteAsync(Raw, ["rm /etc/hosts"], Epoch, Cancellation);

        Assert.Contains("/etc/hosts", (await CompareAsync(published, await CompressedAsync("changed"))).Paths);
    }

    [Fact]
    public async Task Where_only_the_file_system_itself_differs_no_file_is_named()
    {
        var published = await MakeAsync();
        await DebugFs.WriteAsync(Raw, ["ssv volume_name other"], Epoch, Cancellation);

        var difference = await CompareAsync(published, await CompressedAsync("changed"));

        Assert.InRange(difference.Offset ?? 0, 1024, 2048);
        Assert.Empty(difference.Paths);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<DiskDifference> CompareAsync(string published, string rebuilt)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(_folder, "scratch")).FullName;
        return await DiskComparison.RunAsync(published, rebuilt, scratch, Cancellation);
    }

    private async Task<string> MakeAsync()
    {
        var tree = Path.Combine(_folder, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "etc"));
        Directory.CreateDirectory(Path.Combine(tree, "srv", "deep"));
        await File.WriteAllTextAsync(Path.Combine(tree, "etc", "hosts"), "127.0.0.1 localhost\n", Cancellation);
        File.CreateSymbolicLink(Path.Combine(tree, "etc", "link"), "hosts");
        await File.WriteAllTextAsync(
            Path.Combine(tree, "srv", "deep", "page with spaces"), new string('.', 9000) + "here lies a secret",
            Cancellation);
        using (var disk = File.Create(Raw))
        {
            disk.SetLength(64 << 20);
        }

        var configuration = Path.Combine(_folder, "mke2fs.conf");
        await File.WriteAllTextAsync(configuration, BuildScripts.Text("mke2fs.conf"), Cancellation);
        await RunAsync(
            $"MKE2FS_CONFIG={configuration}", "mkfs.ext4", "-q", "-F", "-d", tree, "-U", Id, "-E", $"hash_seed={Id}",
            Raw);
        return await CompressedAsync("published");
    }

    private async Task<string> CompressedAsync(string name)
    {
        var path = Path.Combine(_folder, $"{name}.qcow2");
        await DiskFormat.CompressAsync(Raw, path, Cancellation);
        return path;
    }

    private static async Task RunAsync(params string[] command)
    {
        var result = await HostCommand.RunAsync(
            "env", ["PATH=/usr/sbin:/sbin:/usr/bin:/bin", .. command], TimeSpan.FromMinutes(1), Cancellation);
        Assert.True(result.ExitCode == 0, result.ErrorText);
    }
}
