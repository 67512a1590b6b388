using System.Collections.Concurrent;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

public sealed class PackageStoreTests : IDisposable, IProgress<BuildProgress>
{
    private const string Bytes = "the bytes of hello";
    private const string Path = "/pool/hello%2b1.deb";

    private readonly TemporaryState _temporary = new();
    private readonly MirrorServer _mirror = new();
    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<BuildProgress> _progress = new();

    public void Dispose()
    {
        _http.Dispose();
        _mirror.Dispose();
        _temporary.Dispose();
    }

    void IProgress<BuildProgress>.Report(BuildProgress value) => _progress.Enqueue(value);

    [Fact]
    public async Task A_package_is_fetched_once_and_kept_by_its_digest()
    {
        _mirror.Answer(Path, MirrorServer.Whole(Bytes));

        var files = await FetchAsync(Hello());
        Assert.Equal(Bytes, await File.ReadAllTextAsync(files[Hello().Sha256], TestContext.Current.CancellationToken));
        Assert.Equal(files, await FetchAsync(Hello()));
        Assert.Equal([Path], _mirror.Requests);
        Assert.Equal(StepState.Cached, _progress.Last().State);
        AssertNothingHalfMade();
    }

    public static TheoryData<string, byte[]> PassingFaults => new()
    {
        { "other bytes", MirrorServer.Whole("the bytes of HELLO") },
        { "too short", MirrorServer.Announced(Bytes[..5], Bytes.Length) },
        { "too short, unannounced", MirrorServer.Unannounced(Bytes[..5]) },
        { "too long", MirrorServer.Whole(Bytes + Bytes) },
        { "busy", MirrorServer.Status(503) },
        { "overrun", MirrorServer.Status(429) },
        { "hangs up", [] },
    };

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_fault_that_may_pass_is_tried_again(string fault, byte[] answer)
    {
        _mirror.Answer(Path, answer, answer, MirrorServer.Whole(Bytes));

        var files = await FetchAsync(Hello());

        Assert.True(_mirror.Requests.Count == 3, fault);
        Assert.Equal(Bytes, await File.ReadAllTextAsync(files[Hello().Sha256], TestContext.Current.CancellationToken));
        AssertNothingHalfMade();
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_fault_that_stays_is_one_clear_error(string fault, byte[] answer)
    {
        _mirror.Answer(Path, answer);

        var failure = await Assert.ThrowsAsync<ForgeException>(() => FetchAsync(Hello()));

        Assert.True(failure.Error == ForgeError.External, fault);
        Assert.Contains("hello 1.0", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.WayOut);

        // Four attempts of ours; the HTTP stack asks up to four times itself where a connection ends without a word.
        Assert.InRange(_mirror.Requests.Count, 4, 16);
        Assert.Empty(Directory.EnumerateFiles(_temporary.State.Packages));
        AssertNothingHalfMade();
    }

    [Fact]
    public async Task What_the_mirror_has_replaced_is_not_asked_for_again()
    {
        _mirror.Answer(Path, MirrorServer.Status(404));

        var failure = await Assert.ThrowsAsync<ForgeException>(() => FetchAsync(Hello()));

        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains("404", failure.Message, StringComparison.Ordinal);
        Assert.Contains("index", failure.WayOut, StringComparison.Ordinal);
        Assert.Single(_mirror.Requests);
    }

    [Fact]
    public async Task A_mirror_that_cannot_be_reached_is_named()
    {
        var gone = Hello() with { Uri = "http://127.0.0.1:1/pool/hello.deb" };

        var failure = await Assert.ThrowsAsync<ForgeException>(() => FetchAsync(gone));

        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the bytes of HELLO")]
    [InlineData("short")]
    public async Task A_file_damaged_in_the_store_is_fetched_again(string damaged)
    {
        _mirror.Answer(Path, MirrorServer.Whole(Bytes));
        var store = Store();
        await File.WriteAllTextAsync(store.PathOf(Hello().Sha256), damaged, TestContext.Current.CancellationToken);

        var files = await FetchAsync(Hello());

        Assert.Equal(Bytes, await File.ReadAllTextAsync(files[Hello().Sha256], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Offline_fetches_nothing_and_names_what_is_missing()
    {
        var failure = await Assert.ThrowsAsync<ForgeException>(() =>
            Store().FetchAsync([Hello()], offline: true, this, TestContext.Current.CancellationToken));

        Assert.Equal(ForgeError.Environment, failure.Error);
        Assert.Contains("hello 1.0", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_mirror.Requests);
    }

    [Fact]
    public async Task A_full_disk_is_said_to_be_full_and_not_tried_again()
    {
        _mirror.Answer(Path, MirrorServer.Whole(Bytes));
        var beside = $"{_temporary.State.Temporary}/fetch-{Hello().Sha256.Short}-{Environment.ProcessId}";
        File.CreateSymbolicLink(beside, "/dev/full");

        var failure = await Assert.ThrowsAsync<ForgeException>(() => FetchAsync(Hello()));

        Assert.Equal(ForgeError.Environment, failure.Error);
        Assert.Contains("disk is full", failure.Message, StringComparison.Ordinal);
        Assert.Single(_mirror.Requests);
    }

    [Fact]
    public async Task Many_are_fetched_and_each_is_told()
    {
        var packages = Enumerable.Range(0, 20).Select(number =>
        {
            var text = $"bytes of {number}";
            _mirror.Answer($"/pool/{number}.deb", MirrorServer.Whole(text));
            return new PackageVersion(
                $"p{number}", "1", "amd64", "p", Digest.OfText(text), text.Length,
                new Uri(_mirror.Address, $"/pool/{number}.deb").ToString());
        }).ToArray();

        var files = await FetchAsync(packages);

        Assert.Equal(20, files.Count);
        Assert.All(files.Values, file => Assert.True(File.Exists(file)));
        Assert.Contains(_progress, step => step.Detail.StartsWith("fetched 20 of 20", StringComparison.Ordinal));
        AssertNothingHalfMade();
    }

    private PackageVersion Hello() => new(
        "hello", "1.0", "amd64", "hello", Digest.OfText(Bytes), Bytes.Length,
        new Uri(_mirror.Address, Path).AbsoluteUri);

    private PackageStore Store() => new(_temporary.State, _http, new HastyTime());

    private Task<IReadOnlyDictionary<Digest, string>> FetchAsync(params PackageVersion[] packages) =>
        Store().FetchAsync(packages, offline: false, this, TestContext.Current.CancellationToken);

    private void AssertNothingHalfMade() =>
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.State.Temporary));
}
