using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>The digest follows the wish: not how it is written, and nothing of it is left out.</summary>
public sealed class DefinitionDigestTests
{
    private const string Site = "images/site/image.yaml";
    private const string Base = "images/base/image.yaml";
    private const string Banner = "images/controls/banner.yaml";

    [Theory]
    [InlineData(Site, "packages:\n  - nginx-light\n  - curl", "packages: [curl, 'nginx-light'] # both")]
    [InlineData(Site, "enable: [nginx.service, apt-daily.timer]", "enable: [apt-daily.timer, nginx.service]")]
    [InlineData(Site, "  port: 80\n  path: /healthz", "  path: \"/healthz\"\n  status: 200\n  port: 80")]
    [InlineData(Site, "Serves a page", "Serves another page")]
    [InlineData(Site, "- { number: 80, protocol: tcp }", "- number: 80\n  - number: 22")]
    [InlineData(Site, "name: site", "# a comment\nname:   site")]
    [InlineData(Site, "extends: base", "extends: &anchor base")]
    [InlineData(Base, "architecture: amd64", "architecture: amd64\n  pockets: [security, release, updates]")]
    [InlineData(Banner, "why: It tells", "why: As said, it tells")]
    [InlineData(Banner, "profiles: [lean, server]", "profiles: [server, other, lean]")]
    [InlineData(Banner, "references: [CIS Debian 12 1.7.1]\n", "")]
    public void Another_way_of_writing_is_the_same_wish(string file, string old, string replacement)
    {
        using var tree = new CopiedTree();
        tree.Replace(file, old, replacement);

        Assert.Equal(DigestOf(new DefinitionReader(CopiedTree.Good)), DigestOf(tree.Reader));
    }

    [Theory]
    [InlineData(Site, "- curl", "- wget")]
    [InlineData(Site, "path: /srv/www/index.html", "path: /srv/www/start.html")]
    [InlineData(Site, "mode: \"0640\"", "mode: \"0600\"")]
    [InlineData(Site, "owner: www-data", "owner: nobody")]
    [InlineData(Site, "group: operator-one", "group: adm")]
    [InlineData(Site, "mask: [ssh.service]", "mask: []")]
    [InlineData(Site, "number: 80", "number: 80 }\n  - { number: 81")]
    [InlineData(Site, "profile: server", "profile: lean")]
    [InlineData(Site, "path: /healthz", "path: /health")]
    [InlineData(Site, "path: /healthz", "path: /healthz\n  status: 204")]
    [InlineData(Site, "sizeMiB: 1024", "sizeMiB: 1025")]
    [InlineData(Site, "memoryMiB: 256", "memoryMiB: 257")]
    [InlineData("images/site/files/index.html", "site", "sight")]
    [InlineData(Base, "suite: bookworm", "suite: trixie")]
    [InlineData(Base, "system: false", "system: true")]
    [InlineData(Base, "groups: [adm]", "groups: [sudo]")]
    [InlineData(Base, "architecture: amd64", "architecture: amd64\n  mirror: http://example.org/debian")]
    [InlineData(Banner, "Authorized use only", "Authorized use only, please")]
    [InlineData(Banner, "grep -q", "grep")]
    [InlineData(Banner, "severity: low", "severity: high")]
    [InlineData(Banner, "order: 90", "order: 5")]
    [InlineData("images/sensors/watch.yaml", "is-active", "is-failed")]
    [InlineData("images/sensors/watch.yaml", "enable: [auditd.service]", "enable: []")]
    [InlineData("images/sensors/watch/watch.rules", "accounts", "users")]
    public void Another_wish_has_another_digest(string file, string old, string replacement)
    {
        using var tree = new CopiedTree();
        tree.Replace(file, old, replacement);

        Assert.NotEqual(DigestOf(new DefinitionReader(CopiedTree.Good)), DigestOf(tree.Reader));
    }

    [Fact]
    public void Pockets_asked_for_are_part_of_the_wish()
    {
        var reader = new DefinitionReader(CopiedTree.Good);

        var released = reader.ReadImage("site", new DefinitionOverrides { Pockets = [Pocket.Release] });

        Assert.Equal([Pocket.Release], released.Base.Pockets);
        Assert.NotEqual(DigestOf(reader), released.Digest);
        var all = new DefinitionOverrides { Pockets = [Pocket.Security, Pocket.Release, Pocket.Updates] };
        Assert.Equal(DigestOf(reader), reader.ReadImage("site", all).Digest);
    }

    [Fact]
    public void Pockets_without_release_are_refused()
    {
        var overrides = new DefinitionOverrides { Pockets = [Pocket.Security] };

        var reader = new DefinitionReader(CopiedTree.Good);

        var failure = Assert.Throws<ForgeException>(() => reader.ReadImage("site", overrides));

        Assert.Equal(ForgeError.Usage, failure.Error);
    }

    [Fact]
    public void Where_the_files_lie_is_no_part_of_it()
    {
        using var tree = new CopiedTree();

        Assert.Equal(DigestOf(new DefinitionReader(CopiedTree.Good)), DigestOf(tree.Reader));
        Assert.StartsWith(tree.Root, tree.Reader.ReadImage("site").Files[0].SourcePath, StringComparison.Ordinal);
    }

    private static Digest DigestOf(DefinitionReader reader) => reader.ReadImage("site").Digest;
}
