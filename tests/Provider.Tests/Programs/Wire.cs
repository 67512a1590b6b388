using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>How the engine writes what JSON cannot say: secrets, and what is not known yet.</summary>
internal static class Wire
{
    public const string Unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

    private const string Key = "4dabf18193072939515e22adb298388d";
    private const string SecretMark = "1b47061264138c4ac30d75fd1eb44270";

    private static readonly string[] Unknowns =
    [
        Unknown, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "030794c1-ac77-496b-92df-f27374a8bd58", "e48ece36-62e2-4504-bad9-02848725956a",
    ];

    public static JsonObject Secret(JsonNode? value) => new() { [Key] = SecretMark, ["value"] = value?.DeepClone() };

    public static bool IsSecret(JsonNode? value) =>
        value is JsonObject fields && (string?)fields[Key] == SecretMark;

    /// <summary>The value within a secret; others as they are.</summary>
    public static JsonNode? Open(JsonNode? value) => IsSecret(value) ? Open(value!["value"]) : value;

    public static bool HasUnknown(JsonNode? value) => value switch
    {
        JsonObject fields => fields.Any(field => HasUnknown(field.Value)),
        JsonArray items => items.Any(HasUnknown),
        JsonValue word => word.TryGetValue<string>(out var text) && Unknowns.Contains(text),
        _ => false,
    };

    /// <summary>Why the engine would break on it; null: it would not.</summary>
    public static string? FaultOf(JsonNode? value) => value switch
    {
        JsonObject fields when fields.ContainsKey("$noKind") => "a value without a kind",
        JsonObject fields when fields.ContainsKey("$number") => "a number that JSON has not",
        JsonObject fields when fields.ContainsKey(Key) && !IsSecret(fields) => $"a signature {fields[Key]}",
        JsonObject fields => fields.Select(field => FaultOf(field.Value)).FirstOrDefault(fault => fault is not null),
        JsonArray items => items.Select(FaultOf).FirstOrDefault(fault => fault is not null),
        _ => null,
    };

    public static JsonObject Copy(JsonNode? map) => map?.DeepClone().AsObject() ?? [];
}
