using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Tests.Images;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>How soon vulnerabilities have to be gone, and by which feeds that is told.</summary>
public sealed class RiskDefinitionTests
{
    private static readonly DefinitionReader Shipped = new(ShippedImages.Root);

    // CISA BOD 26-04, table 1, typed in by hand: k exploited, e exposed, a automatable, t total impact; a dash: not so.
    [Theory]
    [InlineData("keat", "3 days and forensics")]
    [InlineData("kea-", "3 days")]
    [InlineData("ke-t", "3 days and forensics")]
    [InlineData("ke--", "14 days")]
    [InlineData("k-at", "3 days and forensics")]
    [InlineData("k-a-", "14 days")]
    [InlineData("k--t", "14 days")]
    [InlineData("k---", "14 days")]
    [InlineData("-eat", "3 days")]
    [InlineData("-ea-", "14 days")]
    [InlineData("-e-t", "14 days")]
    [InlineData("-e--", "60 days")]
    [InlineData("--at", "60 days")]
    [InlineData("--a-", "60 days")]
    [InlineData("---t", "next image")]
    [InlineData("----", "next image")]
    public void The_shipped_table_is_the_directives(string inputs, string band)
    {
        var rule = Assert.Single(Shipped.ReadRemediation().Rules, rule => Letters(rule) == inputs);

        Assert.Equal(band, $"{rule.Band}");
    }

    [Fact]
    public void The_shipped_table_names_the_directive()
    {
        var table = Shipped.ReadRemediation();

        Assert.Equal(RemediationTable.RulesCount, table.Rules.Length);
        Assert.Contains("26-04", table.Title, StringComparison.Ordinal);
        Assert.Contains("SSVC", table.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_read_band_by_band()
    {
        var table = new DefinitionReader(CopiedTree.Good).ReadRemediation();

        Assert.Equal(
            ("The table of this tree", "made up; neighbours differ in one input"), (table.Title, table.Source));
        Assert.Equal(
            [
                "keat 1 days and forensics", "kea- 2 days", "ke-- 3 days", "ke-t 4 days", "k--t 5 days", "k--- 6 days",
                "k-a- 7 days", "k-at 8 days", "--at 9 days", "--a- 10 days", "---- next image", "---t next image",
                "-e-t 13 days", "-e-- 14 days", "-ea- 15 days", "-eat 16 days",
            ],
            table.Rules.Select(rule => $"{Letters(rule)} {rule.Band}"));
    }

    [Fact]
    public void Without_a_table_a_review_is_told_where_to_get_one_and_all_else_goes_on()
    {
        using var tree = new CopiedTree();
        File.Delete(tree.PathOf("images/remediation.yaml"));

        var failure = Assert.Throws<ForgeException>(tree.Reader.ReadRemediation);

        Assert.Equal(ForgeError.NotFound, failure.Error);
        Assert.Contains("there is no images/remediation.yaml under", failure.Message, StringComparison.Ordinal);
        Assert.Contains("BOD 26-04", failure.WayOut, StringComparison.Ordinal);
        Assert.Empty(tree.Reader.ValidateAll().Errors);
        Assert.Equal("site", tree.Reader.ReadImage("site").Name.Value);
    }

    [Fact]
    public void Feeds_that_only_rate_are_read_and_no_image_has_them()
    {
        using var tree = new CopiedTree();
        tree.Write("images/feeds/exploited.yaml", "id: exploited\ntitle: Exploited.\nkind: kev\nfile: kev.json\n")
            .Write("images/feeds/decided.yaml", "id: decided\ntitle: Decided.\nkind: ssvc\nfile: records\n");

        Assert.Equal(
            [("decided", FeedKind.Ssvc, false), ("exploited", FeedKind.Kev, false), ("recorded", FeedKind.Osv, true)],
            tree.Reader.ReadFeeds().Select(feed => (feed.Id, feed.Kind, feed.KnowsPackages)));
        Assert.Equal(["recorded"], tree.Reader.ReadImage("site").Feeds.Select(feed => feed.Id));
        Assert.Equal(
            new DefinitionReader(CopiedTree.Good).ReadImage("site").Digest, tree.Reader.ReadImage("site").Digest);
    }

    [Fact]
    public void The_shipped_feeds_that_rate_are_CISAs_and_gates_judge_by_the_others()
    {
        Assert.Equal(
            [
                ("cisa-kev", FeedKind.Kev), ("debian-tracker", FeedKind.DebianTracker), ("osv", FeedKind.Osv),
                ("vulnrichment", FeedKind.Ssvc),
            ],
            Shipped.ReadFeeds().Select(feed => (feed.Id, feed.Kind)));
        Assert.Equal(["debian-tracker", "osv"], Shipped.ReadImage("web").Feeds.Select(feed => feed.Id));
    }

    private static string Letters(RemediationRule rule) => string.Concat(
        rule.Exploited ? "k" : "-", rule.Exposed ? "e" : "-", rule.Automatable ? "a" : "-",
        rule.Impact == TechnicalImpact.Total ? "t" : "-");
}
