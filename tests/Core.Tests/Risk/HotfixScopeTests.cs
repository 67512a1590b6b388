using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Risk;
using ImageForge.Core.Tests.Images;

namespace ImageForge.Core.Tests.Risk;

public sealed class HotfixScopeTests
{
    private static readonly PackageVersion[] Installed =
    [
        WebImage.Package("openssl", "3.0.15-1~deb12u1", "openssl"),
        WebImage.Package("libssl3", "3.0.15-1~deb12u1", "openssl"), WebImage.Package("bash", "5.2.15-2", "bash"),
    ];

    [Theory]
    [InlineData("libssl3", null, "libssl3")]
    [InlineData("bash", null, "bash")]
    [InlineData("openssl", null, "openssl")]
    [InlineData("libssl3", "3.0.17-1~deb12u2", "libssl3")]
    [InlineData("libssl3", "3.0.15-1~deb12u1", "")]
    [InlineData("libssl3", "3.0.14-1", "")]
    [InlineData("curl", null, "")]
    public void A_binary_package_is_meant_by_its_name_and_only_where_it_is_older(
        string package, string? version, string expected) =>
        Assert.Equal(expected, Names(new HotfixWish(package, version, null)));

    [Fact]
    public void A_source_package_means_all_that_is_built_of_it()
    {
        PackageVersion[] without = [.. Installed.Where(package => package.Name != "openssl")];

        Assert.Equal("libssl3", Names(new HotfixWish("openssl", null, null), without));
    }

    [Fact]
    public void A_vulnerability_means_the_packages_that_have_it()
    {
        KnownVulnerability[] known =
        [
            new(
                "CVE-2026-1", "openssl", "3.0.15-1~deb12u1", ["libssl3", "openssl"], "3.0.17-1~deb12u2", null, "",
                ["tracker"]),
            new("CVE-2026-2", "bash", "5.2.15-2", ["bash"], null, null, "", ["tracker"]),
        ];

        Assert.Equal("libssl3 openssl", Names(new HotfixWish(null, null, "CVE-2026-1"), Installed, known));
        Assert.Equal("", Names(new HotfixWish(null, null, "CVE-2026-3"), Installed, known));
    }

    [Fact]
    public void What_is_installed_newer_than_asked_for_is_named()
    {
        Assert.Equal("libssl3", HotfixScope.NewerThan(Installed, new HotfixWish("libssl3", "3.0.14-1", null))?.Name);
        Assert.Null(HotfixScope.NewerThan(Installed, new HotfixWish("libssl3", "3.0.15-1~deb12u1", null)));
        Assert.Null(HotfixScope.NewerThan(Installed, new HotfixWish("libssl3", null, null)));
    }

    [Fact]
    public void The_clock_keeps_the_first_time_of_each_step()
    {
        var (image, fleet) = (WebImage.Plan().Artifact, new Core.Fleets.FleetName("web"));
        var at = DateTimeOffset.UnixEpoch;
        var record = new HotfixRecord
        {
            Id = "hotfix-1",
            DecidedAt = at,
            Decision = new HotfixEvent.Decided(
                new HotfixWish("openssl", null, null), "ann", "CVE-2026-1", [], [fleet], []),
        };
        (HotfixEvent, int)[] events =
        [
            (new HotfixEvent.Built(image, [], 20, 12), 30), (new HotfixEvent.Built(image, [], 0, 12), 90),
            (new HotfixEvent.Released(), 91), (new HotfixEvent.Released(), 95),
            (new HotfixEvent.FleetBegan(fleet, image, 3), 92), (new HotfixEvent.FirstInstance(fleet), 120),
            (new HotfixEvent.FleetBegan(fleet, image, 3), 130), (new HotfixEvent.FirstInstance(fleet), 140),
            (new HotfixEvent.FleetEnded(fleet, true, "3 of 3"), 200), (new HotfixEvent.Finished(true, "done"), 201),
        ];

        var end = events.Aggregate(record, (known, news) => known.Apply(news.Item1, at.AddSeconds(news.Item2)));

        Assert.Equal(at.AddSeconds(30), end.Built[image].At);
        Assert.Equal(20, end.Built[image].Result.Seconds);
        Assert.Equal(at.AddSeconds(91), end.ReleasedAt);
        Assert.Equal(
            (at.AddSeconds(92), at.AddSeconds(120), at.AddSeconds(200), true),
            (end.Fleets[fleet].BeganAt, end.Fleets[fleet].FirstInstanceAt, end.Fleets[fleet].EndedAt,
                end.Fleets[fleet].Complete));
        Assert.Equal((false, true), (end.IsUnderWay, end.Done));
        Assert.True(record.IsUnderWay);
    }

    private static string Names(
        HotfixWish wish, IEnumerable<PackageVersion>? installed = null,
        IEnumerable<KnownVulnerability>? known = null) => string.Join(
            ' ', HotfixScope.Of(installed ?? Installed, wish, known ?? []).Select(package => package.Name));
}
