using System.Text.Json.Serialization;

namespace ImageForge.Targets.Service;

/// <summary>How a service and whoever starts it talk: JSON on one line, names in camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ServiceReady))]
[JsonSerializable(typeof(ServiceWords))]
public sealed partial class ServiceJson : JsonSerializerContext;
