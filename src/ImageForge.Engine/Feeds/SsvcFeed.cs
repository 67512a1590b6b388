using System.Text.Json;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Reads SSVC decisions out of CVE records (schema 5.x), where CISA's Vulnrichment puts them: metrics of an ADP
/// container, of type <c>ssvc</c>. Other JSON beside the records is passed over, and so are records without a decision.
/// </summary>
internal static class SsvcFeed
{
    /// <exception cref="JsonException">A decision is not written as SSVC 2.0.3 has it; names the CVE.</exception>
    /// <exception cref="InvalidDataException">The zip is damaged, or larger than any real one.</exception>
    public static IEnumerable<CveRating> Read(string path) =>
        JsonDocuments.Read(path).Select(OfRecord).OfType<CveRating>();

    private static CveRating? OfRecord(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || record.Text("dataType") != "CVE_RECORD"
            || record.Field("cveMetadata")?.Text("cveId") is not { } id)
        {
            return null;
        }

        try
        {
            CveRating[] decisions =
            [
                .. from container in record.Field("containers")?.Items("adp") ?? []
                from metric in container.Items("metrics")
                let other = metric.Field("other")
                where other is not null && other.Value.Text("type") == "ssvc"
                select OfDecision(id, other.Value.Field("content") ?? throw new JsonException("it has no content")),
            ];

            // Of several, each option by its worst: they are of several coordinators, and none is more right.
            return decisions.Length == 0 ? null : new CveRating(
                id, ExploitedSince: null, decisions.Max(decision => decision.Automatable),
                decisions.Max(decision => decision.Impact));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new JsonException($"{id}: {exception.Message}", exception);
        }
    }

    private static CveRating OfDecision(string id, JsonElement content)
    {
        var options = content.Items("options").SelectMany(option => option.EnumerateObject())
            .ToLookup(option => option.Name, option => option.Value.GetString(), StringComparer.OrdinalIgnoreCase);
        return new CveRating(
            id, ExploitedSince: null, Chosen(options, "Automatable", ("no", false), ("yes", true)),
            Chosen(
                options, "Technical Impact", ("partial", TechnicalImpact.Partial), ("total", TechnicalImpact.Total)));
    }

    // Null where the point is left out. Of 44,000 decisions some 130 are written with capitals.
    private static T? Chosen<T>(ILookup<string, string?> options, string point, params (string Word, T Value)[] values)
        where T : struct
    {
        if (options[point].FirstOrDefault() is not { } chosen)
        {
            return null;
        }

        foreach (var (word, value) in values)
        {
            if (word.Equals(chosen, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new JsonException($"{point} is \"{chosen}\"");
    }
}
