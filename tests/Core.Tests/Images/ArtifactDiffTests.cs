using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Tests.Images;

public sealed class ArtifactDiffTests
{
    private static readonly ImageArtifact Older = Artifact(
        WebImage.Package("libc6", "2.36-9+deb12u9", "glibc"),
        WebImage.Package("libc-bin", "2.36-9+deb12u9", "glibc"),
        WebImage.Package("linux-image-6.1.0-38-cloud-amd64", "6.1.147-1", "linux-signed-amd64"),
        WebImage.Package("telnet", "0.17-44", "netkit-telnet"));

    private static readonly ImageArtifact Newer = Artifact(
        WebImage.Package("libc6", "2.36-9+deb12u10", "glibc"),
        WebImage.Package("libc-bin", "2.36-9+deb12u10", "glibc"),
        WebImage.Package("linux-image-6.1.0-40-cloud-amd64", "6.1.153-1", "linux-signed-amd64"),
        WebImage.Package("nftables", "1.0.6-2", "nftables"));

    private static readonly Dictionary<string, ImmutableArray<ChangelogEntry>> Changelogs = new()
    {
        ["libc6"] =
        [
            new ChangelogEntry("2.36-9+deb12u11", ["CVE-2026-9999"]),
            new ChangelogEntry("2.36-9+deb12u10", ["CVE-2026-0002", "CVE-2026-0001"]),
            new ChangelogEntry("2.36-9+deb12u9", ["CVE-2025-1111"]),
        ],
        ["linux-image-6.1.0-40-cloud-amd64"] = [
            new ChangelogEntry("6.1.153-1", ["CVE-2026-0003"]), new ChangelogEntry("6.1.148-1", ["CVE-2026-0001"])],
    };

    [Fact]
    public void Only_what_was_fixed_between_the_two_versions_counts()
    {
        var change = ArtifactDiff.Between(Older, Newer, Changelogs)
            .PackagesChanged.Single(package => package.Name == "libc6");

        Assert.Equal(["CVE-2026-0001", "CVE-2026-0002"], change.FixedCves);
        Assert.Equal(("2.36-9+deb12u9", "2.36-9+deb12u10", false), (change.From, change.To, change.IsDowngrade));
    }

    [Fact]
    public void A_package_without_a_changelog_of_its_own_has_its_siblings() =>
        Assert.Equal(
            ["CVE-2026-0001", "CVE-2026-0002"],
            ArtifactDiff.Between(Older, Newer, Changelogs)
                .PackagesChanged.Single(package => package.Name == "libc-bin")
                .FixedCves);

    [Fact]
    public void A_kernel_with_the_next_number_is_a_change_and_not_one_gone_and_one_come()
    {
        var diff = ArtifactDiff.Between(Older, Newer, Changelogs);

        var kernel = diff.PackagesChanged.Single(
            package => package.Name.StartsWith("linux-image", StringComparison.Ordinal));
        Assert.Equal("linux-image-6.1.0-38-cloud-amd64", kernel.FormerName);
        Assert.Equal(["CVE-2026-0001", "CVE-2026-0003"], kernel.FixedCves);
        Assert.Equal(["nftables"], diff.PackagesAdded.Select(package => package.Name));
        Assert.Equal(["telnet"], diff.PackagesRemoved.Select(package => package.Name));
    }

    [Fact]
    public void Every_cve_is_counted_once() =>
        Assert.Equal(
            ["CVE-2026-0001", "CVE-2026-0002", "CVE-2026-0003"],
            ArtifactDiff.Between(Older, Newer, Changelogs).FixedCves);

    [Fact]
    public void Going_back_fixes_nothing_and_says_so()
    {
        var back = ArtifactDiff.Between(Newer, Older, Changelogs);

        Assert.Empty(back.FixedCves);
        Assert.All(back.PackagesChanged, change => Assert.True(change.IsDowngrade));
    }

    [Fact]
    public void Layers_controls_sensors_and_ports_are_compared()
    {
        var other = Older with
        {
            Layers = Older.Layers.SetItem(1, Older.Layers[1] with { Content = Digest.OfText("other") }),
            Controls = ["b", "c"],
            Sensors = [],
            Ports = [new OpenPort(443, "tcp")],
        };

        var diff = ArtifactDiff.Between(Older, other, Changelogs);

        Assert.Equal(["hardening"], diff.LayersChanged);
        Assert.Equal(["c"], diff.ControlsAdded);
        Assert.Equal(["a"], diff.ControlsRemoved);
        Assert.Equal((0, "auditd"), (diff.SensorsAdded.Length, diff.SensorsRemoved.Single()));
        Assert.Equal(
            (new OpenPort(443, "tcp"), new OpenPort(80, "tcp")),
            (diff.PortsOpened.Single(), diff.PortsClosed.Single()));
    }

    [Fact]
    public void An_artifact_does_not_differ_from_itself()
    {
        var diff = ArtifactDiff.Between(Older, Older, Changelogs);

        Assert.Empty(diff.PackagesAdded.Concat(diff.PackagesRemoved));
        Assert.Empty(diff.PackagesChanged);
        Assert.Empty(diff.LayersChanged.Concat(diff.ControlsAdded).Concat(diff.SensorsAdded));
    }

    internal static ImageArtifact Artifact(params ImmutableArray<PackageVersion> packages) => new()
    {
        Id = new ArtifactId(new ImageName("web"), Digest.OfFields(packages.Select(package => package.Version))),
        Target = "local",
        State = ImageState.Released,
        DefinitionDigest = Digest.OfText("definition"),
        Base = WebImage.Definition.Base,
        BuiltAt = DateTimeOffset.UnixEpoch,
        Phases = [],
        Layers =
        [
            new ArtifactLayer("base", Digest.OfText("base key"), Digest.OfText("base")),
            new ArtifactLayer("hardening", Digest.OfText("hardening key"), Digest.OfText("hardening")),
        ],
        Packages = packages,
        PackageIndexDigest = Digest.OfText("index"),
        PackageIndexFetchedAt = DateTimeOffset.UnixEpoch,
        Tools = ImmutableSortedDictionary<string, string>.Empty,
        Files = [],
        Gates = [],
        Ports = [new OpenPort(80, "tcp")],
        Sensors = ["auditd"],
        HardeningProfile = "server",
        Controls = ["a", "b"],
        Health = null,
        Disk = new DiskSettings(),
    };
}
