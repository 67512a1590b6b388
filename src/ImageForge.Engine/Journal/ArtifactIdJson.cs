using System.Text.Json;
using System.Text.Json.Serialization;
using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Journal;

/// <summary>
/// An artifact id as <c>web@</c> and all 64 characters of the digest: the short form is for people only.
/// </summary>
public sealed class ArtifactIdJson : JsonConverter<ArtifactId>
{
    private const char Separator = '@';

    // A look at a fleet names one image ten thousand times, and each copy would be kept as long as the look.
    [ThreadStatic]
    private static (string Text, ArtifactId Id)? _last;

    public override ArtifactId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (_last is var (text, known) && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text))
        {
            return known;
        }

        var id = Parse(ref reader);
        _last = ($"{id.Image}{Separator}{id.PlanDigest.Hex}", id);
        return id;
    }

    private static ArtifactId Parse(ref Utf8JsonReader reader)
    {
        var parts = (reader.GetString() ?? "").Split(Separator);
        return parts is [{ Length: > 0 } image, { } hex] && Digest.IsValid(hex)
            ? new ArtifactId(new ImageName(image), new Digest(hex))
            : throw new JsonException("an artifact is written name@<64 hex characters>");
    }

    public override void Write(Utf8JsonWriter writer, ArtifactId value, JsonSerializerOptions options) =>
        writer.WriteStringValue($"{value.Image}{Separator}{value.PlanDigest.Hex}");
}
