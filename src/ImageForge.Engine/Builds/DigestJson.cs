using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core;

namespace ImageForge.Engine.Builds;

/// <summary>A digest as its 64 hex characters.</summary>
internal sealed class DigestJson : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { } hex && Digest.IsValid(hex)
            ? new Digest(hex)
            : throw new JsonException("a digest is 64 lower-case hexadecimal characters");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Hex);
}
