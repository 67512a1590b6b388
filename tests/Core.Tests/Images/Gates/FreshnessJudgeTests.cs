using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Core.Tests.Images.Gates;

public sealed class FreshnessJudgeTests
{
    private static readonly PackageVersion[] Installed =
        [.. WebImage.Resolved.Base, .. WebImage.Resolved.Additional];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_newest_of_todays_index_are_fresh(bool required)
    {
        var result = Judge(required, Compared(TimeSpan.FromHours(24)));

        Assert.True(result is { Passed: true, NotRun: false, Findings: [], Reported: [] });
        Assert.Equal("4 of 4 packages are the newest of an index 1440 min old", result.Summary);
    }

    [Fact]
    public void What_is_newer_in_the_index_is_named_and_refuses_where_freshness_is_required()
    {
        var evidence = Compared(TimeSpan.FromHours(1), ("nginx-light", "1.22.1-9+deb12u3"), ("dpkg", "1.21.9"));

        var (reported, refused) = (Judge(false, evidence), Judge(true, evidence));

        Assert.True(reported is { Passed: true, NotRun: false, Findings: [] });
        var newer = Assert.Single(reported.Reported);
        Assert.Equal(
            ("nginx-light", "1.22.1-9+deb12u3, which bookworm offers", "1.22.1-9+deb12u1 is installed"),
            (newer.Subject, newer.Expected, newer.Evidence));
        Assert.False(refused.Passed);
        Assert.Equal([newer], refused.Findings);
        Assert.StartsWith("3 of 4 packages", refused.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_the_index_does_not_know_is_counted_and_refuses_nothing()
    {
        var offered = Installed.Skip(1).ToDictionary(package => package.Name, package => package.Version);

        var result = Judge(true, FreshnessEvidence.Of(Installed, offered, TimeSpan.Zero));

        Assert.True(result.Passed);
        Assert.EndsWith("3 of 3 packages are the newest of an index 0 min old; 1 unknown to it", result.Summary);
    }

    public static TheoryData<FreshnessEvidence, string> Unproven => new()
    {
        { FreshnessEvidence.NoIndex, "there is no package index at hand" },
        { Compared(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1)), "the package index is 24 h old" },
        { Compared(TimeSpan.FromDays(3)), "the package index is 72 h old" },
    };

    [Theory]
    [MemberData(nameof(Unproven))]
    public void An_index_that_proves_nothing_is_told_and_refused_only_where_freshness_is_required(
        FreshnessEvidence evidence, string words)
    {
        var reported = Judge(false, evidence);
        Assert.True(reported is { Passed: true, NotRun: true, Findings: [] });
        Assert.Equal($"not run: {words}", reported.Summary);

        var refused = Judge(true, evidence);
        Assert.True(refused is { Passed: false, NotRun: false });
        var finding = Assert.Single(refused.Findings);
        Assert.Equal(("index", words), (finding.Subject, finding.Evidence));
        Assert.Contains("without --offline", finding.Reproduce, StringComparison.Ordinal);
    }

    private static FreshnessEvidence Compared(TimeSpan age, params (string Name, string Version)[] newer) =>
        FreshnessEvidence.Of(
            Installed,
            Installed.ToDictionary(
                package => package.Name,
                package => newer.FirstOrDefault(other => other.Name == package.Name).Version ?? package.Version),
            age);

    private static GateResult Judge(bool required, FreshnessEvidence evidence)
    {
        var plan = WebImage.Plan(WebImage.Definition with
        {
            Profile = new ImageProfile { Id = "server", RequiresFreshness = required },
        });
        return GateJudge.Judge(
            plan, new GateEvidence { Booted = false, Freshness = evidence }, DateTimeOffset.UnixEpoch)
            .Single(result => result.Gate == "freshness");
    }
}
