using System.Text.Json;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Reads fields of a feed. One that is missing may be so; one of another type is a fault: a feed that is read otherwise
/// than it was meant says that nothing is wrong.
/// </summary>
internal static class FeedFields
{
    // What a line of a report holds; the whole text is a click away.
    private const int SummaryLengthMax = 120;

    /// <exception cref="JsonException">It is no text.</exception>
    public static string? Text(this JsonElement group, string key) => group.Field(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw new JsonException($"\"{key}\" is no text"),
    };

    /// <exception cref="JsonException">It is no list.</exception>
    public static IEnumerable<JsonElement> Items(this JsonElement group, string key) => group.Field(key) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value => value.EnumerateArray(),
        _ => throw new JsonException($"\"{key}\" is no list"),
    };

    /// <summary>The texts of a list.</summary>
    /// <exception cref="JsonException">It is no list of texts.</exception>
    public static IEnumerable<string> Texts(this JsonElement group, string key) => group.Items(key).Select(item =>
        item.ValueKind == JsonValueKind.String
            ? item.GetString()!
            : throw new JsonException($"\"{key}\" holds something that is no text"));

    /// <exception cref="JsonException">It is missing, or no text.</exception>
    public static string Required(this JsonElement group, string key) =>
        group.Text(key) is { Length: > 0 } text ? text : throw new JsonException($"\"{key}\" is missing");

    /// <summary>The value of a key; null if it is missing or null.</summary>
    /// <exception cref="JsonException">The group is no object.</exception>
    public static JsonElement? Field(this JsonElement group, string key) =>
        group.ValueKind != JsonValueKind.Object ? throw new JsonException($"expected an object that may have \"{key}\"")
        : group.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : null;

    /// <summary>The first line, cut short.</summary>
    public static string Summary(string? text)
    {
        var line = (text ?? "").Trim().Split('\n')[0].Trim();
        return line.Length <= SummaryLengthMax ? line : $"{line[..(SummaryLengthMax - 1)]}…";
    }
}
