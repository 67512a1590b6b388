using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ImageForge.Core.Detection;

/// <summary>JSON of what a detection gate leaves as evidence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CoverageMatrix))]
[JsonSerializable(typeof(ImmutableArray<ScenarioVerdict>))]
[JsonSerializable(typeof(ScenarioRecording))]
public sealed partial class DetectionJson : JsonSerializerContext;
