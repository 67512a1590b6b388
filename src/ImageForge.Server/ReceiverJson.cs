using System.Text.Json.Serialization;

namespace ImageForge.Server;

/// <summary>Generated readers of the receiver's requests, for a quick start.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EnrolRequest))]
[JsonSerializable(typeof(BeatRequest))]
public sealed partial class ReceiverJson : JsonSerializerContext;
