using System.Text.Json;
using ImageForge.Core.Journal;

namespace ImageForge.Cli.Output;

/// <summary>One journal entry; <paramref name="Data"/> is the event itself.</summary>
internal sealed record JournalEntryAnswer(
    long Sequence, DateTimeOffset At, string Run, JournalPhase Phase, string Subject, JsonElement Data, string Hash)
{
    public static JournalEntryAnswer Of(JournalEntry entry)
    {
        using var data = JsonDocument.Parse(entry.Data);
        return new(
            entry.Sequence, entry.At, entry.Run, entry.Phase, entry.Subject, data.RootElement.Clone(), entry.Hash.Hex);
    }
}
