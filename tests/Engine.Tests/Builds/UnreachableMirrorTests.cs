using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>Real apt against a mirror that is not there: needs no network.</summary>
public sealed class UnreachableMirrorTests : IDisposable
{
    private static readonly BaseSystem Nowhere = new()
    {
        Distribution = "debian",
        Suite = "bookworm",
        Architecture = "amd64",
        Mirror = "http://127.0.0.1:1/debian",
        SecurityMirror = "http://127.0.0.1:1/debian-security",
    };

    private readonly TemporaryState _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_mirror_that_cannot_be_reached_is_named_and_leaves_no_index()
    {
        var failure = await Assert.ThrowsAsync<ForgeException>(() => ResolveAsync(Nowhere, offline: false));
        Assert.Equal(ForgeError.External, failure.Error);
        Assert.Contains("http://127.0.0.1:1/debian", failure.Message, StringComparison.Ordinal);

        var offline = await Assert.ThrowsAsync<ForgeException>(() => ResolveAsync(Nowhere, offline: true));
        Assert.Equal(ForgeError.Environment, offline.Error);
        Assert.Contains("no package index", offline.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nginx -o APT::Update::Pre-Invoke::=reboot")]
    [InlineData("-o=x")]
    [InlineData("nginx-")]
    [InlineData("../nginx")]
    [InlineData("")]
    public async Task What_is_no_package_name_never_reaches_apt(string name)
    {
        var failure = await Assert.ThrowsAsync<ForgeException>(() => ResolveAsync(Nowhere, offline: true, name));

        Assert.Equal(ForgeError.InvalidDefinition, failure.Error);
    }

    private Task<ResolvedPackages> ResolveAsync(BaseSystem from, bool offline, string package = "nginx") =>
        new PackageResolver(_temporary.State, TimeProvider.System)
            .ResolveAsync(from, [package], offline, TestContext.Current.CancellationToken);
}
