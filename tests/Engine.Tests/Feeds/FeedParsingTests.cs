using System.IO.Compression;
using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Engine.Feeds;

namespace ImageForge.Engine.Tests.Feeds;

/// <summary>
/// What the recorded feeds say, and that a feed which is written otherwise is never read as saying less.
/// </summary>
public sealed class FeedParsingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iff-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_tracker_is_read_by_source_and_release()
    {
        var entries = TrackerFeed.Read(RecordedFeeds.Tracker).Select(Written).ToList();

        // Never affected (fixed in 0) is left out; undetermined counts as affected.
        Assert.Equal(
            [
                "bookworm nginx CVE-2026-1001 unrated [-,1.22.1-9+deb12u3)",
                "trixie nginx CVE-2026-1001 unrated [-,1.26.3-3)",
                "bookworm nginx CVE-2026-1002 Medium [-,-)",
                "bookworm nginx CVE-2009-4487 Low [-,-)",
                "trixie nginx CVE-2009-4487 Low [-,-)",
                "bookworm glibc TEMP-1100003-0B57B5 unrated [-,-)",
                "bookworm linux CVE-2026-1004 High [-,6.1.192-2)",
            ],
            entries);
        var first = TrackerFeed.Read(RecordedFeeds.Tracker).First().Entry;
        Assert.StartsWith("A flaw was found in the mail module", first.Summary, StringComparison.Ordinal);
        Assert.Equal(120, TrackerFeed.Read(RecordedFeeds.Tracker).Max(entry => entry.Entry.Summary.Length));
    }

    private static readonly string[] OsvEntries =
    [
        "bookworm nginx CVE-2026-1001 Critical [-,1.22.1-9+deb12u3)",
        "bookworm nginx CVE-2026-1001 unrated [1.22.0-1,1.22.1-9+deb12u3)",
        "bookworm nginx CVE-2026-1005 unrated [1.22.0-1,1.22.1-9+deb12u3)",
        "bookworm audit CVE-2026-1007 Medium [1:3.0-1,1:3.0.9-1]",
    ];

    [Fact]
    public void OSV_is_read_by_CVE_with_advisories_taken_apart_and_withdrawn_entries_left_out() =>
        Assert.Equal(OsvEntries, OsvFeed.Read(RecordedFeeds.Osv).Select(Written));

    [Fact]
    public void OSV_is_the_same_as_a_list_a_folder_a_zip_and_one_by_one()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(RecordedFeeds.Osv));
        foreach (var entry in list.RootElement.EnumerateArray())
        {
            File.WriteAllText(Path.Combine(_folder, $"{entry.GetProperty("id")}.json"), entry.GetRawText());
        }

        var zip = $"{_folder}.zip";
        ZipFile.CreateFromDirectory(_folder, zip);
        try
        {
            var files = Directory.EnumerateFiles(_folder);
            Assert.Equal(OsvEntries.Order(), OsvFeed.Read(_folder).Select(Written).Order());
            Assert.Equal(OsvEntries.Order(), OsvFeed.Read(zip).Select(Written).Order());
            Assert.Equal(OsvEntries.Order(), files.SelectMany(OsvFeed.Read).Select(Written).Order());
        }
        finally
        {
            File.Delete(zip);
        }
    }

    public static TheoryData<FeedKind, string, string> Broken => new()
    {
        { FeedKind.DebianTracker, """{ "nginx": [] }""", "nginx: expected an object of CVEs" },
        { FeedKind.DebianTracker, """{ "nginx": { "CVE-1": {} } }""", "nginx: CVE-1: \"releases\" is missing" },
        { FeedKind.DebianTracker, """{ "nginx": { "CVE-1": { "releases": { "bookworm": { "status": "fixed" } } } } }""",
            "nginx: CVE-1: the status is \"fixed\"" },
        { FeedKind.DebianTracker, """{ "nginx": { "CVE-1": { "releases": { "bookworm": { "status": 1 } } } } }""",
            "nginx: \"status\" is no text" },
        { FeedKind.DebianTracker, "[{}]", "expected an object of source packages" },
        { FeedKind.Osv, """[{ "affected": [] }]""", "\"id\" is missing" },
        { FeedKind.Osv, """{ "id": "A", "affected": [{ "package": { "ecosystem": "Debian:12" } }] }""",
            "A: \"name\" is missing" },
        { FeedKind.Osv, """{ "id": "A", "affected": {} }""", "A: \"affected\" is no list" },
        { FeedKind.Osv, OsvWithEvent("{ \"fixed\": 1 }"), "A: " },
        { FeedKind.Osv, OsvWithEvent("7"), "A: " },
        { FeedKind.Osv, "{", "feed.json: " },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_feed_that_is_written_otherwise_is_refused_with_its_place(FeedKind kind, string text, string words)
    {
        var path = Path.Combine(_folder, "feed.json");
        File.WriteAllText(path, text);

        var failure = Assert.ThrowsAny<JsonException>(
            () => (kind == FeedKind.Osv ? OsvFeed.Read(path) : TrackerFeed.Read(path)).ToList());
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private static string OsvWithEvent(string text) => $$"""
        [{
          "id": "A",
          "affected": [{
            "package": { "ecosystem": "Debian:12", "name": "n" },
            "ranges": [{ "type": "ECOSYSTEM", "events": [{{text}}] }]
          }]
        }]
        """;

    private static string Written(SuiteEntry found)
    {
        var entry = found.Entry;
        var range = Assert.Single(entry.Ranges);
        var end = range.LastAffected is { } last ? $"{last}]" : $"{range.Fixed ?? "-"})";
        var severity = entry.Severity?.ToString() ?? "unrated";
        return $"{found.Suite} {entry.Source} {entry.Id} {severity} [{range.Introduced ?? "-"},{end}";
    }
}
