using System.Text.Json.Serialization;

namespace ImageForge.Engine.Journal;

/// <summary>How remembered heads look as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ChainHead[]))]
internal sealed partial class WitnessJson : JsonSerializerContext;
