using ImageForge.Core.Images;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

public sealed class HostArchiveTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ifh-").FullName;

    public HostArchiveTests() =>
        Write("etc/os-release",
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_CODENAME=bookworm\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_deb822_file_is_read()
    {
        Write("etc/apt/sources.list.d/debian.sources", """
            # the mirror nearby
            Types: deb deb-src
            URIs: http://mirror.example/debian/
            Suites: bookworm
             bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            URIs: http://mirror.example/debian-security
            Suites: bookworm-security
            Components: main contrib
            """);

        Assert.Equal(
            new ArchiveAddresses("http://mirror.example/debian", "http://mirror.example/debian-security"), Find());
    }

    [Fact]
    public void A_file_of_lines_is_read()
    {
        Write("etc/apt/sources.list", """
            # deb http://commented.example/debian bookworm main
            deb-src http://source.example/debian bookworm main
            deb [arch=amd64 signed-by=/x.gpg] http://mirror.example/debian bookworm main non-free # nearby
            deb	http://mirror.example/debian bookworm-updates main
            deb http://mirror.example/debian-security/ bookworm-security main
            """);

        Assert.Equal(
            new ArchiveAddresses("http://mirror.example/debian", "http://mirror.example/debian-security"), Find());
    }

    [Fact]
    public void Third_parties_are_not_taken_for_the_archive()
    {
        Write("etc/apt/sources.list.d/a-vendor.list", "deb https://packages.vendor.example/debian bookworm main\n");
        Write("etc/apt/sources.list.d/docker.sources",
            "Types: deb\nURIs: https://docker.example/debian\nSuites: bookworm\nComponents: stable\n");
        Write("etc/apt/sources.list",
            "deb http://mirror.example/debian bookworm main\ndeb http://mirror.example/debian bookworm-updates main\n");

        Assert.Equal(new ArchiveAddresses("http://mirror.example/debian", null), Find());
    }

    [Theory]
    [InlineData(
        "Enabled: no\nTypes: deb\nURIs: http://m.example/d\nSuites: bookworm bookworm-updates\nComponents: main\n")]
    [InlineData("Types: deb\nURIs: file:/srv/mirror\nSuites: bookworm bookworm-updates\nComponents: main\n")]
    [InlineData("nonsense\n\n: :\n URIs\n")]
    [InlineData("")]
    public void What_cannot_be_used_is_passed_over(string sources)
    {
        Write("etc/apt/sources.list.d/debian.sources", sources);

        Assert.Null(Find());
    }

    [Fact]
    public void Another_distribution_has_no_address_for_us()
    {
        Write("etc/os-release", "ID=ubuntu\nVERSION_CODENAME=noble\n");
        Write("etc/apt/sources.list",
            "deb http://archive.example/ubuntu noble main\ndeb http://archive.example/ubuntu noble-updates main\n");

        Assert.Null(Find());
    }

    [Fact]
    public void The_definition_comes_before_the_host_and_the_host_before_the_public_archive()
    {
        var plain = new BaseSystem { Distribution = "debian", Suite = "bookworm", Architecture = "amd64" };
        var host = new ArchiveAddresses("http://near.example", null);

        Assert.Equal("http://deb.debian.org/debian-security", ArchiveAddresses.Choose(plain, null).Security);
        Assert.Equal(
            new ArchiveAddresses("http://near.example", "http://deb.debian.org/debian-security"),
            ArchiveAddresses.Choose(plain, host));
        Assert.Equal(
            "http://own.example/debian",
            ArchiveAddresses.Choose(plain with { Mirror = "http://own.example/debian/" }, host).Main);
    }

    private ArchiveAddresses? Find() => HostArchive.Find(_root, "debian");

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
