using System.Text.Json;
using System.Text.Json.Nodes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Shapes;

/// <summary>JSON as values of properties.</summary>
internal static class JsonValues
{
    /// <summary>Reads what is not null.</summary>
    public static PropertyValue Read(JsonNode json) => json.GetValueKind() switch
    {
        JsonValueKind.String => PropertyValue.Of(json.GetValue<string>()),
        JsonValueKind.Number => PropertyValue.Of((double)json.AsValue()),
        JsonValueKind.True or JsonValueKind.False => PropertyValue.Of(json.GetValue<bool>()),
        JsonValueKind.Array => PropertyValue.Of(json.AsArray().OfType<JsonNode>().Select(Read)),
        JsonValueKind.Object => PropertyValue.Of(
            json.AsObject().Where(field => field.Value is not null)
                .Select(field => KeyValuePair.Create(field.Key, Read(field.Value!)))),
        var kind => throw new InvalidOperationException($"{kind} is no value"),
    };
}
