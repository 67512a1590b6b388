using System.Text.Json.Serialization;

namespace ImageForge.Engine.Store;

/// <summary>How <c>store.json</c> looks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(StoreKindJson)])]
[JsonSerializable(typeof(StoreSetting))]
internal sealed partial class StoreJson : JsonSerializerContext;
