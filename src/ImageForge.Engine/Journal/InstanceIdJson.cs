using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Journal;

/// <summary>An instance id as a plain string.</summary>
public sealed class InstanceIdJson : JsonConverter<InstanceId>
{
    public override InstanceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("an instance id is missing"));

    public override void Write(Utf8JsonWriter writer, InstanceId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
