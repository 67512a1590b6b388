using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Journal;

/// <summary>A rotation id as a plain string.</summary>
internal sealed class RotationIdJson : JsonConverter<RotationId>
{
    public override RotationId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("a rotation id is missing"));

    public override void Write(Utf8JsonWriter writer, RotationId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
