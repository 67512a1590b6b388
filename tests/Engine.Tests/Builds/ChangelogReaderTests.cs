using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

public sealed class ChangelogReaderTests
{
    private const string Extracted = """
        @ nginx-light
        nginx (1.22.1-9+deb12u3) bookworm-security; urgency=medium
          * CVE-2026-1000, CVE-2026-0999: fix a buffer overread
          * again CVE-2026-1000
        nginx (1.22.1-9) unstable; urgency=medium
        @ libssl3
        openssl (3.0.17-1~deb12u2) bookworm-security; urgency=high
            - (CVE-2025-9230)
        @ empty
        """;

    [Fact]
    public void Versions_and_cves_are_read_by_package()
    {
        using var text = new StringReader(Extracted);

        var packages = ChangelogReader.Parse(text);

        Assert.Equal(["empty", "libssl3", "nginx-light"], packages.Keys);
        Assert.Equal(["1.22.1-9+deb12u3", "1.22.1-9"], packages["nginx-light"].Select(entry => entry.Version));
        Assert.Equal(["CVE-2026-0999", "CVE-2026-1000"], packages["nginx-light"][0].Cves);
        Assert.Empty(packages["nginx-light"][1].Cves);
        Assert.Equal(["CVE-2025-9230"], packages["libssl3"][0].Cves);
        Assert.Empty(packages["empty"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CVE-2026-0001 before any package\n")]
    [InlineData("@ \nnginx (1) x; y\n")]
    public void What_belongs_to_no_package_is_left_out(string text)
    {
        using var reader = new StringReader(text);

        Assert.Empty(ChangelogReader.Parse(reader));
    }
}
