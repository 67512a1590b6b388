using System.Text.Json.Nodes;
using ImageForge.Engine.Definitions;

namespace ImageForge.Provider.Shapes;

/// <summary>Forms of values: those of keys of the YAML definitions, and a few that no file has.</summary>
internal static class Form
{
    /// <summary>The form of a key, such as <c>image</c>, <c>base</c>, <c>pockets</c>.</summary>
    /// <param name="kind">Which file: image, schedule, waiver.</param>
    /// <param name="path">The keys that lead to it.</param>
    public static JsonObject OfKey(string kind, params IEnumerable<string> path) =>
        path.Aggregate(Read(kind), (at, key) => at["properties"]?[key]?.AsObject()
            ?? throw new InvalidOperationException($"{kind} has no key {key}")).DeepClone().AsObject();

    /// <summary>Every key of a kind of file with its form, and whether it must be written.</summary>
    public static IEnumerable<(string Name, JsonObject Form, bool IsRequired)> OfFile(string kind)
    {
        var file = Read(kind);
        var required = file["required"]!.AsArray().Select(name => $"{name}").ToHashSet(StringComparer.Ordinal);
        return file["properties"]!.AsObject().Select(key =>
            (key.Key, key.Value!.DeepClone().AsObject(), required.Contains(key.Key)));
    }

    /// <param name="description">With unit and limits.</param>
    public static JsonObject Text(string description) => New("string", description);

    public static JsonObject Text(string description, params IEnumerable<string> choices)
    {
        var form = New("string", description);
        form["enum"] = new JsonArray([.. choices.Select(choice => JsonValue.Create(choice))]);
        return form;
    }

    public static JsonObject Whole(string description) => New("integer", description);

    public static JsonObject Flag(string description) => New("boolean", description);

    public static JsonObject List(string description, JsonObject items)
    {
        var form = New("array", description);
        form["items"] = items;
        return form;
    }

    public static JsonObject Map(string description, JsonObject values)
    {
        var form = New("object", description);
        form["additionalProperties"] = values;
        return form;
    }

    /// <param name="name">Of the type in the schema, such as <c>GateResult</c>.</param>
    /// <param name="fields">All are always there where it is an output.</param>
    public static JsonObject Record(string name, string description, params (string Name, JsonObject Form)[] fields)
    {
        var form = New("object", description);
        form["title"] = name;
        form["properties"] = new JsonObject(
            fields.Select(field => KeyValuePair.Create(field.Name, (JsonNode?)field.Form)));
        return form;
    }

    /// <summary>The same with other words, or with a limit or default more.</summary>
    public static JsonObject With(this JsonObject form, string key, JsonNode? value)
    {
        form[key] = value;
        return form;
    }

    private static JsonObject New(string type, string description) =>
        new() { ["type"] = type, ["description"] = description };

    private static JsonObject Read(string kind)
    {
        var name = $"{kind}.schema.json";
        using var stream = typeof(DefinitionReader).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
