using System.Collections.Immutable;
using ImageForge.Core.Journal;

namespace ImageForge.Core.Notices;

/// <summary>A chain folded into what others are told of it.</summary>
/// <param name="Notices">In the chain's order.</param>
/// <param name="HeldFor">What the rotation under way was last said to wait for; null: for nothing that is worth
/// telling.</param>
public sealed record NoticeChain(ImmutableList<Notice> Notices, string? HeldFor)
{
    public static NoticeChain Empty { get; } = new([], null);

    /// <summary>The chain with an entry that tells nothing, and with what it means for the wait.</summary>
    public NoticeChain Waiting(string? heldFor) => HeldFor == heldFor ? this : this with { HeldFor = heldFor };

    /// <summary>The chain with a notice of the entry.</summary>
    public NoticeChain Tell(
        JournalEntry entry, NoticeKind kind, params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var known = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                known[name] = value;
            }
        }

        var notice = new Notice(kind, entry.Chain, entry.Sequence, entry.At, entry.Hash, known.ToImmutable());
        return this with { Notices = Notices.Add(notice) };
    }
}
