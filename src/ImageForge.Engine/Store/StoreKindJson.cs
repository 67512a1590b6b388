using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageForge.Engine.Store;

/// <summary>A kind of store in small letters, as on the command line.</summary>
internal sealed class StoreKindJson() : JsonStringEnumConverter<StoreKind>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
