using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Risk;
using ImageForge.Engine.Builds;

namespace ImageForge.Engine.Feeds;

/// <summary>How what is kept of feeds looks as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DigestJson)])]
[JsonSerializable(typeof(FeedRecord))]
[JsonSerializable(typeof(ImmutableArray<FeedEntry>))]
[JsonSerializable(typeof(ImmutableArray<CveRating>))]
internal sealed partial class FeedJson : JsonSerializerContext;
