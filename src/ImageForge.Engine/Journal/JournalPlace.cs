using System.Globalization;

namespace ImageForge.Engine.Journal;

/// <summary>Where somebody is in the journal: an entry that he has, written <c>fleet/web:17</c>. The same after every
/// restart, and on every node.</summary>
public sealed record JournalPlace(string Chain, long Sequence)
{
    /// <exception cref="ForgeException">It is none (Usage).</exception>
    public static JournalPlace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        return colon > 0 && long.TryParse(
            text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && sequence > 0
            ? new JournalPlace(text[..colon], sequence)
            : throw new ForgeException(
                ForgeError.Usage, "that is no place in the journal",
                "it is the id of an event that was sent, such as fleet/web:17; leave it out to begin with what is new");
    }

    public override string ToString() => $"{Chain}:{Sequence}";
}
