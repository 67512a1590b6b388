using System.Text.Json;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Reads the Debian security tracker's JSON: source package, then CVE, then releases. What is undetermined counts as
/// affected: nobody has shown that it is not.
/// </summary>
internal static class TrackerFeed
{
    // How the tracker writes that a release never had it.
    private const string NeverAffected = "0";

    /// <exception cref="JsonException">A value is not as the tracker writes it; names source and CVE.</exception>
    public static IEnumerable<SuiteEntry> Read(string path)
    {
        using var file = File.OpenRead(path);
        foreach (var source in JsonPieces.Read(file))
        {
            var name = source.Name ?? throw new JsonException("expected an object of source packages");
            foreach (var entry in Named(name, source.Value))
            {
                yield return entry;
            }
        }
    }

    private static List<SuiteEntry> Named(string source, JsonElement value)
    {
        try
        {
            return [.. OfSource(source, value)];
        }
        catch (JsonException exception)
        {
            throw new JsonException($"{source}: {exception.Message}", exception);
        }
    }

    /// <summary>What Debian calls the urgency; null where it has not decided.</summary>
    public static Severity? SeverityOf(string? urgency) => urgency?.TrimEnd('*') switch
    {
        "critical" => Severity.Critical,
        "high" => Severity.High,
        "medium" => Severity.Medium,
        "low" or "unimportant" => Severity.Low,
        _ => null,
    };

    private static IEnumerable<SuiteEntry> OfSource(string source, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("expected an object of CVEs");
        }

        foreach (var cve in value.EnumerateObject())
        {
            if (cve.Value.ValueKind != JsonValueKind.Object || cve.Value.Field("releases") is not { } releases)
            {
                throw new JsonException($"{cve.Name}: \"releases\" is missing");
            }

            var summary = FeedFields.Summary(cve.Value.Text("description"));
            foreach (var suite in DebianSuites.All)
            {
                if (releases.Field(suite) is { } release && EntryOf(source, cve.Name, summary, release) is { } entry)
                {
                    yield return new SuiteEntry(suite, entry);
                }
            }
        }
    }

    private static FeedEntry? EntryOf(string source, string cve, string summary, JsonElement release)
    {
        var fixedVersion = release.Text("status") switch
        {
            "resolved" => release.Text("fixed_version") ?? NeverAffected,
            "open" or "undetermined" => null,
            var status => throw new JsonException($"{cve}: the status is \"{status}\""),
        };

        // No advisory of its own: the security team took it for minor, though it seldom rates it.
        var triaged = release.Field("nodsa") is null ? (Severity?)null : Severity.Medium;
        return fixedVersion == NeverAffected ? null : new FeedEntry
        {
            Id = cve,
            Source = source,
            Severity = SeverityOf(release.Text("urgency")) ?? triaged,
            Summary = summary,
            Ranges = [new AffectedRange(null, fixedVersion, null)],
            Versions = [],
        };
    }
}
