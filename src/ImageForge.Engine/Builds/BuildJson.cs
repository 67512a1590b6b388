using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Images;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Builds;

/// <summary>
/// How what a build stores looks as JSON: names in camel case, digests as 64 hex characters, states as words.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(DigestJson), typeof(ImageNameJson), typeof(ArtifactIdJson)])]
[JsonSerializable(typeof(BuildEvent))]
[JsonSerializable(typeof(ImageArtifact))]
[JsonSerializable(typeof(ResolvedPackages))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, ImmutableArray<ChangelogEntry>>))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class BuildJson : JsonSerializerContext;
