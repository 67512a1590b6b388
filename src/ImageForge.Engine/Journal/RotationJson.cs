using System.Text.Json.Serialization;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Journal;

/// <summary>
/// How rotation events look as JSON: fields in the order of the record, none left out, names in camel case.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(InstanceIdJson), typeof(ArtifactIdJson), typeof(RotationIdJson)])]
[JsonSerializable(typeof(RotationEvent))]
internal sealed partial class RotationJson : JsonSerializerContext;
