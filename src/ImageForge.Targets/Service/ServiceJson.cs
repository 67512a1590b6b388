using System.Text.Json.Serialization;

namespace ImageForge.Targets.Service;

/// <summary>How what a service says to whoever started it looks as JSON: a line, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ServiceReady))]
public sealed partial class ServiceJson : JsonSerializerContext;
