using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageForge.Provider.Shapes;

/// <summary>The package's schema, from which hosts check programs and typed SDKs are made.</summary>
internal static class SchemaDocument
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,

        // It is read by programs and people as JSON, never put into a page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The same bytes for the same version.</summary>
    public static string Write(string version)
    {
        var types = new JsonObject();
        var document = new JsonObject
        {
            ["name"] = Catalog.Package,
            ["displayName"] = "ImageForge",
            ["version"] = version,
            ["description"] = "Hardened golden images and the rotation of fleets onto them.",
            ["keywords"] = new JsonArray("imageforge", "golden-image", "category/infrastructure", "kind/native"),
            ["config"] = new JsonObject { ["variables"] = Properties(Catalog.Configuration, types) },
            ["provider"] = new JsonObject
            {
                ["description"] = "Where ImageForge's definitions and state are, or the service that has them.",
                ["inputProperties"] = Properties(Catalog.Configuration, types),
                ["properties"] = Properties(Catalog.Configuration, types),
            },
            ["resources"] = Members(Catalog.Resources, shape => Resource(shape, types)),
            ["functions"] = Members(Catalog.Functions, shape => Function(shape, types)),
            ["language"] = new JsonObject
            {
                ["csharp"] = new JsonObject
                {
                    ["namespaces"] = new JsonObject { [Catalog.Package] = "ImageForge" },
                    ["respectSchemaVersion"] = true,
                },
                ["go"] = new JsonObject { ["respectSchemaVersion"] = true },
                ["nodejs"] = new JsonObject { ["respectSchemaVersion"] = true },
                ["python"] = new JsonObject { ["respectSchemaVersion"] = true },
            },
        };
        document["types"] = types;
        return document.ToJsonString(Readable);
    }

    private static JsonObject Resource(ResourceShape shape, JsonObject types)
    {
        // An input that is an output too, such as a fleet's desired, is described as what comes back.
        var properties = shape.Inputs.Where(input => shape.Outputs.All(output => output.Name != input.Name))
            .Concat(shape.Outputs).ToImmutableArray();
        return new JsonObject
        {
            ["description"] = shape.Description,
            ["inputProperties"] = Properties(shape.Inputs, types, isInput: true),
            ["requiredInputs"] = Required(shape.Inputs),
            ["properties"] = Properties(properties, types),
            ["required"] = Required(properties),
        };
    }

    private static JsonObject Function(ResourceShape shape, JsonObject types) => new()
    {
        ["description"] = shape.Description,
        ["inputs"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Properties(shape.Inputs, types),
            ["required"] = Required(shape.Inputs),
        },
        ["outputs"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Properties(shape.Outputs, types),
            ["required"] = new JsonArray([.. shape.Outputs.Select(output => JsonValue.Create(output.Name))]),
        },
    };

    private static JsonObject Members(
        ImmutableArray<ResourceShape> shapes, Func<ResourceShape, JsonObject> write) =>
        new(shapes.Select(shape => KeyValuePair.Create(shape.Token, (JsonNode?)write(shape))));

    private static JsonArray Required(ImmutableArray<PropertyShape> shapes) =>
        [.. shapes.Where(shape => shape.IsRequired).Select(shape => JsonValue.Create(shape.Name))];

    private static JsonObject Properties(
        ImmutableArray<PropertyShape> shapes, JsonObject types, bool isInput = false)
    {
        var properties = new JsonObject();
        foreach (var shape in shapes)
        {
            var property = TypeOf(shape.Form, types);
            property["description"] = Words(shape.Form);
            if (shape.Default is { } known && isInput)
            {
                property["default"] = known.DeepClone();
            }

            if (shape.IsSecret)
            {
                property["secret"] = true;
            }

            if (shape.Replaces)
            {
                // Hosts read the first one of outputs; the second is for people who read of inputs.
                property[isInput ? "willReplaceOnChanges" : "replaceOnChanges"] = true;
            }

            properties[shape.Name] = property;
        }

        return properties;
    }

    private static JsonObject TypeOf(JsonObject form, JsonObject types)
    {
        switch ($"{form["type"]}")
        {
            case "array":
                return new JsonObject { ["type"] = "array", ["items"] = TypeOf(form["items"]!.AsObject(), types) };
            case "object" when form["properties"] is JsonObject fields:
                var token = $"{Catalog.Package}:index:{form["title"]}";
                types[token] ??= new JsonObject
                {
                    ["type"] = "object",
                    ["description"] = $"{form["description"]}",
                    ["properties"] = Properties(
                        [.. fields.Select(field => new PropertyShape(field.Key, field.Value!.AsObject()))], types),
                };
                return new JsonObject { ["$ref"] = $"#/types/{token}" };
            case "object":
                return new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = TypeOf(form["additionalProperties"]!.AsObject(), types),
                };
            case var type:
                return new JsonObject { ["type"] = type };
        }
    }

    private static string Words(JsonObject form)
    {
        var choices = form["enum"] is JsonArray names ? $" One of {string.Join(", ", names)}." : "";
        var preset = form["default"] is { } known ? $" Default: {known}." : "";
        return $"{form["description"]}{choices}{preset}";
    }
}
