using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>A definition file as JSON, with the place of every key and value.</summary>
/// <param name="path">Relative to the root of the definitions, with forward slashes.</param>
/// <param name="root">The document.</param>
/// <param name="positions">By token identity; a <see cref="JProperty"/> stands for its key.</param>
internal sealed class DefinitionFile(string path, JToken root, IReadOnlyDictionary<JToken, Position> positions)
{
    public string Path { get; } = path;
    public JToken Root { get; } = root;

    /// <summary>Place of a key or value; the nearest one around it for a token that was not written.</summary>
    public Position PositionOf(JToken? token)
    {
        for (var written = token; written is not null; written = written.Parent)
        {
            if (positions.TryGetValue(written, out var position))
            {
                return position;
            }
        }

        return Position.Start;
    }
}
