using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>Real apt against the real archive: needs the network, so it runs with the tests on real machines.</summary>
[Trait("tier", "vm")]
public sealed class RealArchiveTests : IDisposable
{
    private static readonly BaseSystem Bookworm =
        new() { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" };
    private readonly TemporaryState _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Packages_are_resolved_remembered_and_fetched()
    {
        var token = TestContext.Current.CancellationToken;
        var resolver = new PackageResolver(_temporary.State, TimeProvider.System);

        var first = await resolver.ResolveAsync(Bookworm, ["nginx-light", "hello"], offline: false, token);
        Assert.InRange(first.Base.Length, 60, 120);
        Assert.Contains(first.Base, package => package is { Name: "libc6", Source: "glibc" });
        Assert.Contains(first.Base, package => package.Name == "usr-is-merged");
        Assert.DoesNotContain(first.Base, package => package.Name == "perl");
        Assert.Contains(first.Additional, package => package.Name == "hello");
        Assert.True(first.SuiteReleasedAt < DateTimeOffset.UtcNow);

        // The second answer starts no apt: without PATH there is none to start.
        var again = await resolver.ResolveAsync(Bookworm, ["hello", "nginx-light"], offline: true, token);
        Assert.Equal(
            first.Additional.Select(package => package.Sha256), again.Additional.Select(package => package.Sha256));
        Assert.Equal(first.IndexFetchedAt, again.IndexFetchedAt);

        using var http = new HttpClient();
        var store = new PackageStore(_temporary.State, http, TimeProvider.System);
        var hello = first.Additional.Where(package => package.Name == "hello").ToArray();
        var files = await store.FetchAsync(hello, offline: false, new Progress<BuildProgress>(), token);
        Assert.Equal(hello[0].Size, new FileInfo(files[hello[0].Sha256]).Length);
    }

    [Fact]
    public async Task A_package_that_does_not_exist_is_named()
    {
        var resolver = new PackageResolver(_temporary.State, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<ForgeException>(() => resolver.ResolveAsync(
            Bookworm, ["nginx-lite"], offline: false, TestContext.Current.CancellationToken));

        Assert.Equal(ForgeError.InvalidDefinition, failure.Error);
        Assert.Contains("'nginx-lite'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_release_alone_is_older_than_the_release_with_its_updates()
    {
        var resolver = new PackageResolver(_temporary.State, TimeProvider.System);
        var token = TestContext.Current.CancellationToken;

        var old = await resolver.ResolveAsync(
            Bookworm with { Pockets = [Pocket.Release] }, ["linux-image-cloud-amd64"], offline: false, token);
        var patched = await resolver.ResolveAsync(Bookworm, ["linux-image-cloud-amd64"], offline: false, token);

        static DebianVersion Kernel(ResolvedPackages resolved) =>
            new(resolved.Additional.Single(package => package.Name == "linux-image-cloud-amd64").Version);
        Assert.True(Kernel(old) < Kernel(patched));
        Assert.Equal(old.SuiteReleasedAt, patched.SuiteReleasedAt);
    }

    [Fact]
    public async Task A_hotfix_moves_the_named_package_and_what_it_needs_and_no_other()
    {
        var resolver = new PackageResolver(_temporary.State, TimeProvider.System);
        var token = TestContext.Current.CancellationToken;
        var old = await resolver.ResolveAsync(
            Bookworm with { Pockets = [Pocket.Release] }, ["openssh-server"], offline: false, token);
        var today = new PackageWish(Bookworm, ["openssh-server"]);
        var newer = (await resolver.ResolveAsync(today, offline: false, token)).Installed
            .Where(package => old.Installed.Any(known =>
                known.Name == package.Name && known.Version != package.Version))
            .ToList();
        Assert.True(newer.Count > 1, "the updates of the suite change only one of these packages: choose others");
        using var http = new HttpClient();
        var files = await new PackageStore(_temporary.State, http, TimeProvider.System)
            .FetchAsync(old.Installed, offline: false, new Progress<BuildProgress>(), token);

        var patched = await resolver.UpgradeAsync(today, old, [newer[0].Name], files, offline: true, token);

        var brought = Assert.Single(patched.Hotfixes);
        Assert.Contains(brought, package => package.Name == newer[0].Name && package.Version == newer[0].Version);
        Assert.Equal(
            old.Installed.Where(package => brought.All(moved => moved.Name != package.Name)),
            patched.Installed.Where(package => brought.All(moved => moved.Name != package.Name)));
        Assert.All(brought, package => Assert.Equal(newer[0].Source, package.Source));

        // Once more there is nothing newer; an older version is none that the index has.
        var later = await new PackageStore(_temporary.State, http, TimeProvider.System)
            .FetchAsync(patched.Installed, offline: false, new Progress<BuildProgress>(), token);
        var again = await resolver.UpgradeAsync(today, patched, [newer[0].Name], later, offline: true, token);
        Assert.Single(again.Hotfixes);
        var unknown = await Assert.ThrowsAsync<ForgeException>(() => resolver.UpgradeAsync(
            today, old, [$"{newer[0].Name}=0.1"], files, offline: true, token));
        Assert.Contains("0.1", unknown.Message, StringComparison.Ordinal);
    }
}
