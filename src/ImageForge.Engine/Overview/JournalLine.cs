using System.Collections.Immutable;
using System.Text.Json;
using ImageForge.Core;
using ImageForge.Core.Journal;

namespace ImageForge.Engine.Overview;

/// <summary>A journal entry for people: what happened in words, and what it holds besides, name by name.</summary>
/// <param name="Event">Such as <c>command done</c>; its phase where it names no event.</param>
/// <param name="Facts">At most <see cref="FactsMax"/> of what else it says, each cut to a readable length.</param>
public sealed record JournalLine(
    JournalEntry Entry, string Event, ImmutableArray<(string Name, string Value)> Facts)
{
    /// <summary>Whoever needs all of them has the entry itself.</summary>
    public const int FactsMax = 8;

    private const int FactLengthMax = 160;
    private const string EventName = "event";
    private const string CommandName = "command";

    // What only machines compare.
    private const string TokenName = "token";

    public static JournalLine Of(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            using var data = JsonDocument.Parse(entry.Data);
            if (data.RootElement.ValueKind == JsonValueKind.Object)
            {
                var fields = data.RootElement.EnumerateObject().Where(field => IsTold(field.Value))
                    .Select(field => (field.Name, Value: field.Value.ToString())).ToList();
                return new JournalLine(
                    entry, NameOf(entry, fields),
                    [
                        .. fields.Where(field => field.Name is not (EventName or CommandName or TokenName)
                            && field.Value != entry.Subject).Take(FactsMax)
                            .Select(field => (field.Name, Cut(field.Value))),
                    ]);
            }
        }
        catch (JsonException)
        {
            // Other chains may hold plain text: it is shown as it is.
        }

        return new JournalLine(entry, PhaseOf(entry), entry.Data.Length == 0 ? [] : [("", Cut(entry.Data))]);
    }

    private static bool IsTold(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.Array
            or JsonValueKind.Object
        && value.ToString().Length > 0;

    private static string PhaseOf(JournalEntry entry) => entry.Phase.ToString().ToLowerInvariant();

    // Which command it was says more than that it was one.
    private static string NameOf(JournalEntry entry, List<(string Name, string Value)> fields)
    {
        var name = fields.Find(field => field.Name == EventName).Value?.Replace('-', ' ') ?? PhaseOf(entry);
        return fields.Find(field => field.Name == CommandName).Value is { } command
            ? name.Replace(CommandName, command.ToLowerInvariant(), StringComparison.Ordinal)
            : name;
    }

    // A version is written everywhere with the beginning of its digest.
    private static string Cut(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && Digest.IsValid(text[(at + 1)..]) ? $"{text[..at]}@{new Digest(text[(at + 1)..]).Short}"
            : text.Length <= FactLengthMax ? text
            : $"{text[..FactLengthMax]}…";
    }
}
