using System.Text.Encodings.Web;
using System.Text.Json;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Journal;

/// <summary>
/// A rotation event as the data of a journal entry: canonical JSON without white space. Entries are hashed as written
/// and old chains must still be read, so a change may add fields with a default but never rename one.
/// </summary>
public static class RotationEventText
{
    // Reasons hold "4 - 1 >= 3"; the default encoder writes that as \u003E, which nobody can read. It is never put into
    // HTML.
    private static readonly RotationJson Json = new(
        new JsonSerializerOptions(RotationJson.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });

    public static string Write(RotationEvent rotationEvent) =>
        JsonSerializer.Serialize(rotationEvent, Json.RotationEvent);

    /// <exception cref="JsonException">The text is no rotation event, or one that this version does not
    /// know.</exception>
    public static RotationEvent Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Json.RotationEvent)
                ?? throw new JsonException("null is no rotation event");
        }
        catch (NotSupportedException exception)
        {
            // What System.Text.Json says when the kind of event is missing.
            throw new JsonException(exception.Message, exception);
        }
    }
}
