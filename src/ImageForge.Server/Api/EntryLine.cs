using System.Text.Json;
using ImageForge.Core.Journal;

namespace ImageForge.Server.Api;

/// <summary>An entry of the journal.</summary>
/// <param name="Chain">Such as <c>fleet/web</c>.</param>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Run">The rotation or build it belongs to.</param>
/// <param name="Subject">What it is about: an instance, a layer, a gate.</param>
/// <param name="Data">The event itself.</param>
/// <param name="Hash">SHA-256 of all of it and of the entry before.</param>
public sealed record EntryLine(
    string Chain, long Sequence, DateTimeOffset At, string Run, JournalPhase Phase, string Subject, JsonElement Data,
    string Hash)
{
    public static EntryLine Of(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(
            entry.Chain, entry.Sequence, entry.At, entry.Run, entry.Phase, entry.Subject, DataOf(entry),
            entry.Hash.Hex);
    }

    // What somebody changed by hand is shown too, as the text it is: `journal verify` says what is wrong with it.
    private static JsonElement DataOf(JournalEntry entry)
    {
        try
        {
            return JsonElement.Parse(entry.Data);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(entry.Data, ApiJson.Default.String);
        }
    }
}
