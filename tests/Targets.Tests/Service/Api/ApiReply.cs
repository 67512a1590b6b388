using System.Text.Json;

namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>What the interface answered.</summary>
/// <param name="Headers">By name, those of the body too.</param>
internal sealed record ApiReply(int Status, string? Media, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>A field of the answer, as text.</summary>
    public string? this[string field] => Json.GetProperty(field) is { ValueKind: not JsonValueKind.Null } value
        ? value.ToString()
        : null;

    public override string ToString() => $"{Status} {Media} {Text}";
}
