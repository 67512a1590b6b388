using System.Text.Json.Nodes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Tests;

/// <summary>Values as they travel.</summary>
internal static class Wire
{
    public const string Unknown = PropertyWire.UnknownText;

    /// <summary>One for each type that Pulumi has.</summary>
    public static IReadOnlyList<string> Sentinels { get; } =
    [
        Unknown, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "030794c1-ac77-496b-92df-f27374a8bd58", "e48ece36-62e2-4504-bad9-02848725956a",
    ];

    public static JsonObject Secret(JsonNode? value) => new()
    {
        [PropertyWire.SignatureKey] = PropertyWire.SecretSignature, ["value"] = value,
    };

    public static JsonObject Asset(string hash, string? text = null)
    {
        var asset = new JsonObject
        {
            [PropertyWire.SignatureKey] = "c44067f5952c0a294b673a41bacd8c17", ["hash"] = hash,
        };
        if (text is not null)
        {
            asset["text"] = text;
        }

        return asset;
    }

    /// <summary>Every sentinel within a value.</summary>
    public static IEnumerable<string> UnknownsIn(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(field => UnknownsIn(field.Value)),
        JsonArray list => list.SelectMany(UnknownsIn),
        JsonValue value when value.TryGetValue<string>(out var text) && Sentinels.Contains(text) => [text],
        _ => [],
    };

    /// <summary>What a diff says in all, by the protocol's word.</summary>
    public static string Changes(JsonObject diff) => (int)diff["changes"]! switch
    {
        1 => "DIFF_NONE",
        2 => "DIFF_SOME",
        var other => $"DIFF_UNKNOWN ({other})",
    };

    /// <summary>JSON of a test's text.</summary>
    public static JsonObject Map(string json) => JsonNode.Parse(json)!.AsObject();
}
