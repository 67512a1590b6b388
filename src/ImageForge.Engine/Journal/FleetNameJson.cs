using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Journal;

/// <summary>A fleet's name as a plain string.</summary>
public sealed class FleetNameJson : JsonConverter<FleetName>
{
    public override FleetName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("a fleet's name is missing"));

    public override void Write(Utf8JsonWriter writer, FleetName value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
