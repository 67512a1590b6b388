using System.IO.Compression;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Engine.Feeds;

namespace ImageForge.Engine.Tests.Feeds;

/// <summary>
/// What the recorded feeds say of how bad vulnerabilities are, and that nothing is read as less bad than it was meant.
/// </summary>
public sealed class RatingFeedTests : IDisposable
{
    private static readonly CveRating[] Decisions =
    [
        new("CVE-2024-1086", null, false, TechnicalImpact.Total),
        new("CVE-2023-44487", null, true, TechnicalImpact.Partial),
        new("CVE-2021-44529", null, true, TechnicalImpact.Total),
        new("CVE-2024-7347", null, false, TechnicalImpact.Partial),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("ifr-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_catalog_says_since_when_each_is_exploited_and_nothing_else() => Assert.Equal(
        [
            new CveRating("CVE-2024-1086", new DateOnly(2024, 5, 30), null, null),
            new CveRating("CVE-2023-4911", new DateOnly(2023, 11, 21), null, null),
            new CveRating("CVE-2023-44487", new DateOnly(2023, 10, 10), null, null),
        ],
        KevFeed.Read(RecordedFeeds.Kev));

    [Fact]
    public void Decisions_are_read_in_either_spelling_and_records_without_one_are_passed_over() =>
        Assert.Equal(Decisions, SsvcFeed.Read(RecordedFeeds.Vulnrichment));

    [Fact]
    public void Records_are_the_same_as_a_list_a_folder_a_zip_and_one_by_one_with_other_JSON_beside_them()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(RecordedFeeds.Vulnrichment));
        foreach (var record in list.RootElement.EnumerateArray())
        {
            var id = record.GetProperty("cveMetadata").GetProperty("cveId").GetString()!;
            Write($"vulnrichment-develop/{id.Split('-')[1]}/{id}.json", record.GetRawText());
        }

        Write("vulnrichment-develop/assets/metrics_schema-1.0.json", """{ "type": "object", "required": ["a"] }""");
        Write("vulnrichment-develop/assets/names.json", """[7, null, "CVE-2024-1086", { "dataType": "CVE_LIST" }]""");
        Write("vulnrichment-develop/README.md", "no JSON at all");
        var zip = $"{_folder}.zip";
        ZipFile.CreateFromDirectory(_folder, zip);
        try
        {
            var files = Directory.EnumerateFiles(_folder, "*.json", SearchOption.AllDirectories);
            Assert.Equal(ById(Decisions), ById(SsvcFeed.Read(_folder)));
            Assert.Equal(ById(Decisions), ById(SsvcFeed.Read(zip)));
            Assert.Equal(ById(Decisions), ById(files.SelectMany(SsvcFeed.Read)));
        }
        finally
        {
            File.Delete(zip);
        }
    }

    [Theory]
    [InlineData("""{ "Automatable": "no" }, { "Technical Impact": "total" }""", false, TechnicalImpact.Total)]
    [InlineData("""{ "Exploitation": "active" }, { "Automatable": "yes" }""", true, null)]
    [InlineData("""{ "Technical Impact": "partial", "Automatable": null }""", null, TechnicalImpact.Partial)]
    [InlineData("""{ "Mission Prevalence": "minimal" }""", null, null)]
    public void What_a_decision_leaves_out_is_not_known(string options, bool? automatable, TechnicalImpact? impact) =>
        Assert.Equal(
            [new CveRating("CVE-2024-1", null, automatable, impact)],
            SsvcFeed.Read(Write("record.json", Record($"[{options}]"))));

    [Fact]
    public void Of_several_decisions_over_one_the_worse_of_each_option_counts()
    {
        var one = Metric("""[{ "Automatable": "yes" }, { "Technical Impact": "partial" }]""");
        var other = Metric("""[{ "Automatable": "no" }, { "Technical Impact": "total" }]""");
        var text = Record("[]").Replace(
            "\"adp\": [", $$"""
            "adp": [{ "title": "Another", "metrics": [{ "cvssV3_1": {} }, {{one}}] }, { "metrics": [{{other}}] },
            """,
            StringComparison.Ordinal);

        Assert.Equal(
            [new CveRating("CVE-2024-1", null, true, TechnicalImpact.Total)],
            SsvcFeed.Read(Write("record.json", text)));
    }

    public static TheoryData<FeedKind, string, string> Broken => new()
    {
        { FeedKind.Kev, "<!doctype html>", "'<'" },
        { FeedKind.Kev, """{ "vulnerabilities": { "CVE-2024-1": {} } }""", "\"vulnerabilities\" is no list" },
        { FeedKind.Kev, """{ "vulnerabilities": ["CVE-2024-1"] }""", "expected an object that may have \"cveID\"" },
        { FeedKind.Kev, """{ "vulnerabilities": [{ "dateAdded": "2024-05-30" }] }""", "\"cveID\" is missing" },
        { FeedKind.Kev, """{ "vulnerabilities": [{ "cveID": 7, "dateAdded": "2024-05-30" }] }""", "\"cveID\" is no" },
        { FeedKind.Kev, Exploited("\"05/30/2024\""), "CVE-2024-1: \"dateAdded\" is no day" },
        { FeedKind.Kev, Exploited("\"2024-02-30\""), "CVE-2024-1: \"dateAdded\" is no day" },
        { FeedKind.Kev, Exploited("20240530"), "CVE-2024-1: \"dateAdded\" is no day" },
        { FeedKind.Kev, Exploited("null"), "CVE-2024-1: \"dateAdded\" is no day" },
        { FeedKind.Ssvc, "{", "feed.json: " },
        { FeedKind.Ssvc, "<!doctype html>", "feed.json: " },
        { FeedKind.Ssvc, Record("""[{ "Automatable": "maybe" }]"""), "CVE-2024-1: Automatable is \"maybe\"" },
        { FeedKind.Ssvc, Record("""[{ "Technical Impact": "some" }]"""), "CVE-2024-1: Technical Impact is \"some\"" },
        { FeedKind.Ssvc, Record("""[{ "Automatable": true }]"""), "CVE-2024-1: " },
        { FeedKind.Ssvc, Record("""["Automatable"]"""), "CVE-2024-1: " },
        { FeedKind.Ssvc, Record("{}"), "CVE-2024-1: \"options\" is no list" },
        { FeedKind.Ssvc, Record("[]").Replace("content", "contents", StringComparison.Ordinal),
            "CVE-2024-1: it has no content" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_feed_that_is_written_otherwise_is_refused_with_its_place(FeedKind kind, string text, string words)
    {
        var path = Write("feed.json", text);

        var failure = Assert.ThrowsAny<JsonException>(
            () => (kind == FeedKind.Kev ? KevFeed.Read(path) : SsvcFeed.Read(path)).ToList());
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<CveRating> ById(IEnumerable<CveRating> ratings) =>
        ratings.OrderBy(rating => rating.Id, StringComparer.Ordinal);

    private static string Exploited(string day) =>
        $$"""{ "count": 1, "vulnerabilities": [{ "cveID": "CVE-2024-1", "dateAdded": {{day}} }] }""";

    private static string Metric(string options) =>
        $$"""{ "other": { "type": "ssvc", "content": { "id": "CVE-2024-1", "options": {{options}} } } }""";

    private static string Record(string options) => $$"""
        {
          "dataType": "CVE_RECORD",
          "cveMetadata": { "cveId": "CVE-2024-1" },
          "containers": { "cna": {}, "adp": [{ "metrics": [{{Metric(options)}}] }] }
        }
        """;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
