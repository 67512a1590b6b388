using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Core.Images.Evidence;

/// <summary>One file that a statement is about.</summary>
/// <param name="Digests">By algorithm.</param>
internal sealed record SubjectShape(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("digest")] ImmutableDictionary<string, string> Digests);
