using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Core.Images.Evidence;

/// <summary>What is read back of a statement: its kind, and what it is about.</summary>
internal sealed record StatementShape(
    [property: JsonPropertyName("_type")] string Type,
    [property: JsonPropertyName("predicateType")] string PredicateType,
    [property: JsonPropertyName("subject")] ImmutableArray<SubjectShape> Subjects);
