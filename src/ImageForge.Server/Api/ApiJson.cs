using System.Text.Json.Serialization;

namespace ImageForge.Server.Api;

/// <summary>Generated writers of what the interface answers, for a quick start; names in camel case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(FleetListAnswer))]
[JsonSerializable(typeof(FleetAnswer))]
[JsonSerializable(typeof(ImageListAnswer))]
[JsonSerializable(typeof(RiskListAnswer))]
[JsonSerializable(typeof(WebhookListAnswer))]
[JsonSerializable(typeof(DetectionReceipt))]
[JsonSerializable(typeof(DetectionAnswer))]
[JsonSerializable(typeof(DetectionListAnswer))]
public sealed partial class ApiJson : JsonSerializerContext;
