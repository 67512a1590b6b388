using ImageForge.Core;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Tests.Builds;

/// <summary>What apt answered, recorded from apt 2.6.1.</summary>
public sealed class PackageOfferTests
{
    private const string PrintUris =
        "'http://deb.debian.org/debian/pool/main/g/glibc/libc6_2.36-9%2bdeb12u14_amd64.deb' "
        + "libc6_2.36-9+deb12u14_amd64.deb 2759320 "
        + "SHA256:ba4f88f73dbc3ae9055f3c20f4523bfdbaf1ad13ff95e258924f77d20b4fbedf\n"
        + "'http://deb.debian.org/debian/pool/main/libc/libcap2/libcap2_2.66-4%2bdeb12u3%2bb1_amd64.deb' "
        + "libcap2_1%3a2.66-4+deb12u3+b1_amd64.deb 27708 "
        + "SHA256:8d684c673e7483802a5c447834b0df6fce006eb3a7109e1be412f5ad425bb24f\n";

    private const string Packages = """
        Package: libcap2
        Source: libcap2 (1:2.66-4+deb12u3)
        Version: 1:2.66-4+deb12u3+b1
        Installed-Size: 99
        Architecture: amd64
        Depends: libc6 (>= 2.33)
        Size: 27708
        SHA256: 8d684c673e7483802a5c447834b0df6fce006eb3a7109e1be412f5ad425bb24f

        Package: unrelated
        Version: 1
        Architecture: all
        SHA256: 0000000000000000000000000000000000000000000000000000000000000000

        Package: libc6
        Source: glibc
        Version: 2.36-9+deb12u14
        Architecture: amd64
        Description: GNU C Library
        SHA256: ba4f88f73dbc3ae9055f3c20f4523bfdbaf1ad13ff95e258924f77d20b4fbedf
        """;

    [Fact]
    public void Addresses_sizes_and_digests_are_read()
    {
        var offers = PackageOffer.Parse(PrintUris);

        Assert.Equal([2759320, 27708], offers.Select(offer => offer.Size));
        Assert.Equal("http://deb.debian.org/debian/pool/main/g/glibc/libc6_2.36-9%2bdeb12u14_amd64.deb", offers[0].Uri);
        Assert.Equal("8d684c673e74", offers[1].Sha256.Short);
    }

    [Theory]
    [InlineData("'http://x/y.deb' y.deb 12 MD5Sum:0123456789abcdef0123456789abcdef")]
    [InlineData("'http://x/y.deb' y.deb 12")]
    [InlineData("Reading package lists...")]
    public void An_answer_without_a_sha256_is_refused(string line) =>
        Assert.Throws<FormatException>(() => PackageOffer.Parse(line));

    [Fact]
    public void Offers_are_looked_up_in_the_lists_by_digest()
    {
        using var list = new StringReader(Packages);
        using var empty = new StringReader("");

        var found = PackageStanzas.Find([empty, list], PackageOffer.Parse(PrintUris)).ToArray();

        Assert.Equal(
            [
                "libcap2 1:2.66-4+deb12u3+b1 of libcap2 1:2.66-4+deb12u3",
                "libc6 2.36-9+deb12u14 of glibc 2.36-9+deb12u14",
            ],
            found.Select(p => $"{p.Name} {p.Version} of {p.Source} {p.SourceVersion}"));
        Assert.All(found, package => Assert.Equal("amd64", package.Architecture));
        Assert.Equal(27708, found[0].Size);
    }

    [Fact]
    public void The_newest_version_of_each_name_is_found_in_whichever_list_it_is()
    {
        using var list = new StringReader(Packages);
        using var security = new StringReader(
            "Package: libc6\nVersion: 2.36-9+deb12u9\n\nPackage: libcap2\nVersion: 1:3");

        var newest = PackageStanzas.Newest([list, security], new HashSet<string> { "libc6", "libcap2", "local" });

        Assert.Equal(
            ["libc6 2.36-9+deb12u14", "libcap2 1:3"],
            newest.OrderBy(package => package.Key).Select(package => $"{package.Key} {package.Value}"));
    }

    [Fact]
    public void An_offer_that_no_list_holds_is_left_out()
    {
        using var list = new StringReader(Packages);

        Assert.Empty(PackageStanzas.Find([list], [new PackageOffer("http://x/y.deb", 1, Digest.OfText("other"))]));
    }
}
