using System.Collections.Immutable;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads keys of a group that may still be wrong: what has another type than asked for counts as not written. The
/// schema has already said so, and the record made from it is thrown away.
/// </summary>
internal static class JsonFields
{
    public static string? Text(this JToken group, string key) =>
        group.Value(key) is { Type: JTokenType.String } value ? (string?)value : null;

    public static int? Number(this JToken group, string key) =>
        group.Value(key) is JValue { Value: long and >= int.MinValue and <= int.MaxValue and var number }
            ? (int)number
            : null;

    public static bool? Flag(this JToken group, string key) =>
        group.Value(key) is JValue { Value: bool flag } ? flag : null;

    public static JObject? Group(this JToken group, string key) => group.Value(key) as JObject;

    /// <summary>The groups in a list.</summary>
    public static IEnumerable<JObject> Groups(this JToken group, string key) =>
        group.Value(key) is JArray list ? list.OfType<JObject>() : [];

    /// <summary>The text entries of a list, as tokens that know their place.</summary>
    public static IEnumerable<JValue> Entries(this JToken group, string key) =>
        group.Value(key) is JArray list ? list.OfType<JValue>().Where(value => value.Type == JTokenType.String) : [];

    public static ImmutableArray<string> Texts(this JToken group, string key) =>
        [.. group.Entries(key).Select(entry => entry.ToString())];

    /// <summary>The value of a key, whatever its type; null if it is not written.</summary>
    public static JToken? Value(this JToken group, string key) =>
        (group as JObject)?.Property(key, StringComparison.Ordinal)?.Value;
}
