using System.Collections.Immutable;

namespace ImageForge.Core.Notices;

/// <summary>Something that others are told, read from one journal entry.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Chain">The chain of the entry, which is also what the notice is about: <c>fleet/web</c>.</param>
/// <param name="Sequence">The entry in its chain; notices of one chain are told in this order.</param>
/// <param name="At">When it was written, UTC.</param>
/// <param name="Entry">The entry's hash.</param>
/// <param name="Facts">What a receiver needs, by name: <c>rotation</c>, <c>image</c>, <c>reason</c>.</param>
public sealed record Notice(
    NoticeKind Kind, string Chain, long Sequence, DateTimeOffset At, Digest Entry,
    ImmutableSortedDictionary<string, string> Facts)
{
    private const int IdLetters = 32;

    /// <summary>
    /// The same whoever sends it and however often, since it follows from the entry: a receiver drops doubles by it.
    /// </summary>
    public string Id => $"msg_{Entry.Hex[..IdLetters]}";
}
