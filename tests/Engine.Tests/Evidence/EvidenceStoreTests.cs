using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Evidence;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Evidence;

public sealed class EvidenceStoreTests : IDisposable
{
    private static readonly InstanceId Instance = new("web-a");
    private static readonly DateTimeOffset At = new(2026, 11, 30, 14, 5, 6, TimeSpan.Zero);

    private readonly TemporaryState _state = new();
    private readonly EvidenceStore _store;

    public EvidenceStoreTests() => _store = new EvidenceStore(_state.State);

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task A_copy_is_found_by_another_process_as_it_was_made_and_a_change_of_it_is_seen()
    {
        var made = await AddAsync(At, "disk");
        await AddAsync(At.AddMinutes(1), "later");

        var found = new EvidenceStore(_state.State).Find("web-a-20261130T140506Z");

        Assert.Equal(made, found);
        Assert.Equal("later", File.ReadAllText(Disk(_store.LatestOf(Instance)!)));
        Assert.Null(_store.Fault(found));
        await File.WriteAllTextAsync(Disk(found), "other", TestContext.Current.CancellationToken);
        Assert.Contains("was changed", _store.Fault(found), StringComparison.Ordinal);
        File.Delete(Disk(found));
        Assert.Contains("is missing", _store.Fault(found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_is_cut_short_leaves_nothing_and_one_that_is_released_is_gone()
    {
        await Assert.ThrowsAsync<TargetException>(() => _store.AddAsync(Instance, At, (folder, _) =>
        {
            File.WriteAllText(Path.Combine(folder, EvidenceStore.DiskName), "half");
            throw new TargetException("no space left on device");
        }));
        Assert.Empty(_store.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_state.State.Temporary));

        _store.Remove(await AddAsync(At, "disk"));
        Assert.Empty(_store.List());
        Assert.Equal(ForgeError.NotFound, Assert.Throws<ForgeException>(() => _store.Find("web-a")).Error);
    }

    [Fact]
    public async Task A_damaged_record_is_named_and_nothing_is_made_of_it()
    {
        var copy = await AddAsync(At, "disk");
        await File.WriteAllTextAsync(
            Path.Combine(_store.FolderOf(copy.Name), "evidence.json"), "{}", TestContext.Current.CancellationToken);

        Assert.Equal(ForgeError.Integrity, Assert.Throws<ForgeException>(_store.List).Error);
    }

    private Task<EvidenceCopy> AddAsync(DateTimeOffset at, string text) =>
        _store.AddAsync(Instance, at, async (folder, name) =>
        {
            var disk = Path.Combine(folder, EvidenceStore.DiskName);
            await File.WriteAllTextAsync(disk, text);
            return new EvidenceCopy(
                name, new FleetName("web"), Instance, new ArtifactId(new ImageName("web"), Digest.OfText("image")), at,
                FileDigest.Of(disk), text.Length, "sudo at night");
        });

    private string Disk(EvidenceCopy copy) => Path.Combine(_store.FolderOf(copy.Name), EvidenceStore.DiskName);
}
