using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>An image's name as a plain string.</summary>
public sealed class ImageNameJson : JsonConverter<ImageName>
{
    public override ImageName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } name
            ? new ImageName(name)
            : throw new JsonException("an image's name is missing");

    public override void Write(Utf8JsonWriter writer, ImageName value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
