using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Tests.Images;

namespace ImageForge.Engine.Tests.Builds;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly BuildBench _bench = new();
    private readonly BuildPlan _plan = WebImage.Plan();

    private string Folder => _bench.Artifacts.FolderOf(_plan.Artifact);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task The_manifest_is_read_back_as_it_was_written()
    {
        var written = (await _bench.BuildAsync(_plan)).Artifact;

        var read = await _bench.FindAsync($"{_plan.Artifact}");

        Assert.Equal(written.Packages, read.Packages);
        Assert.Equal(written.Files, read.Files);
        Assert.Equal(written.Layers, read.Layers);
        Assert.Equal(
            (written.Health, written.Disk, written.BuiltAt, written.Base.Suite),
            (read.Health, read.Disk, read.BuiltAt, read.Base.Suite));
        Assert.Equal(written.Gates.Select(gate => gate.Summary), read.Gates.Select(gate => gate.Summary));
        Assert.Equal(written.Tools, read.Tools);
        var (seen, kept) = (Detection(written), Detection(read));
        Assert.NotEmpty(seen.Verdicts);
        Assert.Equal(seen.RuleSet, kept.RuleSet);
        Assert.Equal(seen.Verdicts.Select(verdict => verdict.Delay), kept.Verdicts.Select(verdict => verdict.Delay));
        Assert.Equal(seen.Coverage.All, kept.Coverage.All);

        static DetectionReport Detection(ImageArtifact artifact) =>
            artifact.Gates.Single(gate => gate.Gate == "detection").Detection!;
    }

    [Fact]
    public async Task The_newest_version_of_a_name_is_found_and_any_by_the_beginning_of_its_digest()
    {
        await _bench.BuildAsync(_plan);
        var newer = WebImage.Plan(
            WebImage.Definition with { Ports = [.. WebImage.Definition.Ports, new OpenPort(443, "tcp")] });
        await _bench.BuildAsync(newer);
        var shop = WebImage.Plan(WebImage.Definition with { Name = new ImageName("shop") });
        await _bench.BuildAsync(shop);

        Assert.Equal(newer.Artifact, (await _bench.FindAsync("web")).Id);
        Assert.Equal(_plan.Artifact, (await _bench.FindAsync($"{_plan.Artifact}")).Id);
        Assert.Equal(_plan.Artifact, (await _bench.FindAsync($"web@{_plan.Digest.Hex}")).Id);
        Assert.Equal(
            [shop.Artifact, newer.Artifact, _plan.Artifact], _bench.Artifacts.List().Select(artifact => artifact.Id));
        var ambiguous = await Assert.ThrowsAsync<ForgeException>(() => _bench.FindAsync("web@"));
        Assert.Contains("more characters", ambiguous.WayOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("web@ffffffffffff")]
    [InlineData("")]
    public async Task What_is_not_there_is_not_found_and_what_is_there_is_listed(string reference)
    {
        await _bench.BuildAsync(_plan);

        var failure = await Assert.ThrowsAsync<ForgeException>(() => _bench.FindAsync(reference));

        Assert.Equal(ForgeError.NotFound, failure.Error);
        Assert.Contains($"{_plan.Artifact}", failure.WayOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"id":"web@zz"}""")]
    public async Task A_damaged_manifest_is_named(string damage)
    {
        await _bench.BuildAsync(_plan);
        var manifest = Path.Combine(Folder, "manifest.json");
        await File.WriteAllTextAsync(manifest, damage, TestContext.Current.CancellationToken);

        Action[] acts =
        [
            () => _bench.Artifacts.List(), () => _bench.Artifacts.FindInAnyState("web"),
            () => _bench.Artifacts.At(_plan.Digest),
        ];
        foreach (var act in acts)
        {
            var failure = Assert.Throws<ForgeException>(act);
            Assert.Equal(ForgeError.Integrity, failure.Error);
            Assert.Contains(manifest, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_manifest_in_the_wrong_folder_is_damage()
    {
        await _bench.BuildAsync(_plan);
        var elsewhere = Path.Combine(_bench.State.Artifacts, new string('a', 64));
        Directory.CreateDirectory(elsewhere);
        File.Copy(Path.Combine(Folder, "manifest.json"), Path.Combine(elsewhere, "manifest.json"));

        Assert.Equal(ForgeError.Integrity, Assert.Throws<ForgeException>(_bench.Artifacts.List).Error);
    }

    [Fact]
    public async Task A_disk_changed_by_one_byte_is_refused_before_it_is_launched()
    {
        await _bench.BuildAsync(_plan);
        var disk = Path.Combine(Folder, "disk.qcow2");
        File.SetUnixFileMode(disk, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var file = new FileStream(disk, FileMode.Open))
        {
            file.WriteByte((byte)'D');
        }

        var failure = Assert.Throws<ForgeException>(() =>
            _bench.Artifacts.Verify(_plan.Artifact, TestContext.Current.CancellationToken));

        Assert.Equal(ForgeError.Integrity, failure.Error);
        Assert.Contains(disk, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shipped_files_are_not_writable()
    {
        await _bench.BuildAsync(_plan);

        const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(Folder, "disk.qcow2")) & AnyWrite);
    }

    [Fact]
    public async Task A_folder_without_a_manifest_is_no_artifact()
    {
        await _bench.BuildAsync(_plan);
        File.Delete(Path.Combine(Folder, "manifest.json"));

        Assert.Empty(_bench.Artifacts.List());
        Assert.Equal(ImageState.Released, (await _bench.BuildAsync(_plan)).Artifact.State);
    }
}
