using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Reads OSV entries (schema 1.x) of Debian: one, a list, a zip of them as OSV publishes it, or a folder. Entries of
/// other ecosystems are passed over, withdrawn ones too.
/// </summary>
internal static class OsvFeed
{
    /// <exception cref="JsonException">An entry is not as the schema has it; names it.</exception>
    /// <exception cref="InvalidDataException">The zip is damaged, or larger than any real one.</exception>
    public static IEnumerable<SuiteEntry> Read(string path) => JsonDocuments.Read(path).SelectMany(OfEntry);

    private static List<SuiteEntry> OfEntry(JsonElement entry)
    {
        var id = entry.Required("id");
        try
        {
            return [.. OfEntry(id, entry)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new JsonException($"{id}: {exception.Message}", exception);
        }
    }

    private static IEnumerable<SuiteEntry> OfEntry(string id, JsonElement entry)
    {
        if (entry.Text("withdrawn") is not null)
        {
            yield break;
        }

        // DEBIAN-CVE-2026-1 is what Debian says of CVE-2026-1; an advisory (DSA) names all that it mends.
        string[] named = [id, .. entry.Texts("aliases"), .. entry.Texts("upstream")];
        var cves = named.Where(name => name.Contains("CVE-", StringComparison.Ordinal))
            .Select(name => name[name.IndexOf("CVE-", StringComparison.Ordinal)..])
            .Distinct(StringComparer.Ordinal).DefaultIfEmpty(id).ToArray();
        var summary = FeedFields.Summary(entry.Text("summary") ?? entry.Text("details"));
        foreach (var affected in entry.Items("affected"))
        {
            if (affected.Field("package") is not { } package
                || DebianSuites.OfEcosystem(package.Text("ecosystem") ?? "") is not { } suite)
            {
                continue;
            }

            foreach (var cve in cves)
            {
                yield return new SuiteEntry(suite, new FeedEntry
                {
                    Id = cve,
                    Source = package.Required("name"),
                    Severity = SeverityOf(affected, entry),
                    Summary = summary,
                    Ranges = [.. affected.Items("ranges").Where(IsOfVersions).SelectMany(RangesOf)],
                    Versions = [.. affected.Texts("versions")],
                });
            }
        }
    }

    // The score of the package before that of the whole entry; words where nobody has scored it.
    private static Severity? SeverityOf(JsonElement affected, JsonElement entry) =>
        Scored(affected) ?? Scored(entry) ?? Worded(affected) ?? Worded(entry)
        ?? (affected.Field("ecosystem_specific") is { } debian ? TrackerFeed.SeverityOf(debian.Text("urgency")) : null);

    private static Severity? Scored(JsonElement group) => group.Items("severity")
        .Select(severity => CvssScore.Of(severity.Required("score")))
        .Max() is { } score ? CvssScore.RatingOf(score) : null;

    private static Severity? Worded(JsonElement group) => group.Field("database_specific") is
        { ValueKind: JsonValueKind.Object } own && own.Field("severity") is { ValueKind: JsonValueKind.String } word
        ? word.GetString()!.ToUpperInvariant() switch
        {
            "CRITICAL" => Severity.Critical,
            "HIGH" => Severity.High,
            "MEDIUM" or "MODERATE" => Severity.Medium,
            "LOW" => Severity.Low,
            _ => null,
        }
        : null;

    private static bool IsOfVersions(JsonElement range) => range.Text("type") == "ECOSYSTEM";

    // Events are not sorted in the text: by version they are, as the schema's own algorithm has it.
    private static List<AffectedRange> RangesOf(JsonElement range)
    {
        var events = range.Items("events").SelectMany(entry => entry.EnumerateObject())
            .Where(entry => entry.Name is "introduced" or "fixed" or "last_affected")
            .Select(entry => (entry.Name, Version: entry.Value.GetString() ?? throw new JsonException(
                $"\"{entry.Name}\" names no version")))
            .OrderBy(entry => entry.Version == "0" ? 0 : 1).ThenBy(entry => new DebianVersion(entry.Version));
        var ranges = new List<AffectedRange>();
        AffectedRange? open = null;
        foreach (var (name, version) in events)
        {
            switch (name)
            {
                case "introduced":
                    open ??= new AffectedRange(version == "0" ? null : version, null, null);
                    break;
                case "fixed" when open is not null:
                    ranges.Add(open with { Fixed = version });
                    open = null;
                    break;
                case "last_affected" when open is not null:
                    ranges.Add(open with { LastAffected = version });
                    open = null;
                    break;
            }
        }

        if (open is not null)
        {
            ranges.Add(open);
        }

        return ranges;
    }
}
