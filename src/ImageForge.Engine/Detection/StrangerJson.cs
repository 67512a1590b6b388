using System.Text.Json.Serialization;

namespace ImageForge.Engine.Detection;

/// <summary>How detections of unknown instances look in the journal.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DetectionStranger))]
internal sealed partial class StrangerJson : JsonSerializerContext;
