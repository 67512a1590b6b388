using System.Globalization;
using System.Text.Json;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Feeds;

/// <summary>Reads CISA's catalog of known exploited vulnerabilities, in its JSON form.</summary>
internal static class KevFeed
{
    /// <exception cref="JsonException">It is no such catalog, or an entry lacks its CVE or its day.</exception>
    public static IEnumerable<CveRating> Read(string path)
    {
        using var file = File.OpenRead(path);
        foreach (var part in JsonPieces.Read(file).Where(part => part.Name == "vulnerabilities"))
        {
            if (part.Value.ValueKind != JsonValueKind.Array)
            {
                throw new JsonException("\"vulnerabilities\" is no list");
            }

            foreach (var entry in part.Value.EnumerateArray())
            {
                var id = entry.Required("cveID");
                yield return entry.Field("dateAdded") is { ValueKind: JsonValueKind.String } day
                    && DateOnly.TryParseExact(
                        day.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var added)
                    ? new CveRating(id, added, Automatable: null, Impact: null)
                    : throw new JsonException($"{id}: \"dateAdded\" is no day");
            }
        }
    }
}
