using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>How all that a served cloud hears and says looks as JSON: a line each, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(InstanceIdJson), typeof(ArtifactIdJson), typeof(FleetNameJson), typeof(ImageNameJson)])]
[JsonSerializable(typeof(CloudOrder))]
[JsonSerializable(typeof(CloudReady))]
[JsonSerializable(typeof(CloudCard))]
[JsonSerializable(typeof(CloudImage))]
[JsonSerializable(typeof(CloudReport))]
[JsonSerializable(typeof(FleetTerms))]
[JsonSerializable(typeof(ImmutableArray<FleetEntry>))]
[JsonSerializable(typeof(LookAnswer))]
[JsonSerializable(typeof(ActRequest))]
[JsonSerializable(typeof(Refusal))]
public sealed partial class CloudJson : JsonSerializerContext;
