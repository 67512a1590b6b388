using System.Text.Json.Serialization;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Evidence;

/// <summary>How the record beside a copy looks as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
        [typeof(DigestJson), typeof(ArtifactIdJson), typeof(InstanceIdJson), typeof(FleetNameJson)])]
[JsonSerializable(typeof(EvidenceCopy))]
internal sealed partial class EvidenceJson : JsonSerializerContext;
