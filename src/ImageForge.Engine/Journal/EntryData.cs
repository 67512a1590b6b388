using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageForge.Core.Journal;

namespace ImageForge.Engine.Journal;

/// <summary>What a journal entry holds, read as the events of its chain.</summary>
internal static class EntryData
{
    /// <param name="damaged">The refusal to decide anything from its chain: what is wrong, and why.</param>
    /// <exception cref="ForgeException">It holds no event that this version knows.</exception>
    public static T Read<T>(
        JournalEntry entry, JsonTypeInfo<T> type, Func<string, Exception, ForgeException> damaged)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Data, type) ?? throw new JsonException("null is no event");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw damaged($"entry {entry.Sequence} holds nothing that this version knows", exception);
        }
    }
}
