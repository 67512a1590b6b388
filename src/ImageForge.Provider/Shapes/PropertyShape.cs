using System.Text.Json.Nodes;

namespace ImageForge.Provider.Shapes;

/// <summary>A property of a resource, of a function or of the provider itself.</summary>
/// <param name="Name">As programs write it.</param>
/// <param name="Form">
/// A JSON Schema of its values; that of a key of the YAML definitions is the very one that judges those files.
/// </param>
internal sealed record PropertyShape(string Name, JsonObject Form)
{
    /// <summary>True if a program must give it; of an output: if it is always there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True if another value is another resource.</summary>
    public bool Replaces { get; init; }

    public bool IsSecret { get; init; }

    /// <summary>Taken where none is given; null: there is none, or something else decides.</summary>
    public JsonNode? Default => Form["default"];
}
