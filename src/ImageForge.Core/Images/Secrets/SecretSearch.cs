using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace ImageForge.Core.Images.Secrets;

/// <summary>
/// Finds secrets in text whose characters are bytes (Latin-1). One pass of vectorised search for all anchors, and a
/// kind's form only where one of its anchors stands: most of a disk costs no more than reading it.
/// </summary>
public static class SecretSearch
{
    /// <summary>Characters before an anchor that its judgement may look at.</summary>
    public static int BeforeMax { get; } = SecretCatalogue.All.Max(kind => kind.Before) + 1;

    /// <summary>Characters from an anchor on that its judgement may look at.</summary>
    public static int AfterMax { get; } = SecretCatalogue.All.Max(kind => kind.After);

    /// <summary>More in one text are not looked for: it is no text then, or all is lost anyway.</summary>
    public const int HitsMax = 1000;

    private const int ShownMax = 4;

    private static readonly AnchorSet[] Sets = [new(anyCase: false), new(anyCase: true)];

    /// <summary>Every secret of a whole text, in no order.</summary>
    public static IReadOnlyList<SecretHit> Find(ReadOnlySpan<char> text)
    {
        var hits = new List<SecretHit>();
        Find(text, 0, text.Length, hits);
        return hits;
    }

    /// <summary>
    /// Adds the secrets whose anchors lie in a part of a text. A reader of something longer gives
    /// <see cref="BeforeMax"/> and <see cref="AfterMax"/> characters of it on both sides of each part, and finds each
    /// secret exactly once, wherever the parts meet.
    /// </summary>
    /// <param name="text">What may be looked at.</param>
    /// <param name="start">First place at which an anchor counts.</param>
    /// <param name="end">The place after the last one.</param>
    /// <param name="hits">Gets what is found, until it holds <see cref="HitsMax"/>.</param>
    /// <param name="blockSize">
    /// Characters after which something else may begin, counted from the first: what stands before has nothing to say
    /// on where a word begins then. 0: nowhere.
    /// </param>
    public static void Find(ReadOnlySpan<char> text, int start, int end, List<SecretHit> hits, int blockSize = 0)
    {
        foreach (var set in Sets)
        {
            for (var at = start; at < end && hits.Count < HitsMax; at++)
            {
                var next = text[at..].IndexOfAny(set.Values);
                if (next < 0 || at + next >= end)
                {
                    break;
                }

                at += next;
                foreach (var (anchor, kinds) in set.By(text[at]))
                {
                    if (text[at..].StartsWith(anchor, set.Comparison))
                    {
                        foreach (var kind in kinds)
                        {
                            Judge(text, at, kind, hits, blockSize);
                        }
                    }
                }
            }
        }
    }

    /// <summary>A secret as it may be shown: its first characters, and how many follow.</summary>
    public static string Redact(ReadOnlySpan<char> secret)
    {
        var shown = new StringBuilder(ShownMax);
        foreach (var character in secret[..Math.Min(ShownMax, secret.Length / 2)])
        {
            // Control characters in a message could rewrite a terminal.
            shown.Append(char.IsAscii(character) && !char.IsControl(character) ? character : '.');
        }

        return $"{shown}… ({secret.Length} characters)";
    }

    private static void Judge(ReadOnlySpan<char> text, int at, SecretKind kind, List<SecretHit> hits, int blockSize)
    {
        var from = Math.Max(0, at - Math.Max(1, kind.Before));
        var block = blockSize > 0 ? at - at % blockSize : 0;
        if (!Judge(text, from, at, kind, hits) && block > from)
        {
            Judge(text, block, at, kind, hits);
        }
    }

    private static bool Judge(ReadOnlySpan<char> text, int from, int at, SecretKind kind, List<SecretHit> hits)
    {
        var isFound = false;
        var window = text[from..Math.Min(text.Length, at + kind.After)];
        foreach (var match in kind.Form.EnumerateMatches(window))
        {
            var (index, length) = kind.IsAtAnchor
                ? (at, from + match.Index + match.Length - at)
                : (from + match.Index, match.Length);
            var holdsAnchor = index <= at && at < index + length;
            var hit = new SecretHit(kind, index, length);
            if ((holdsAnchor || kind.IsNear) && kind.IsSecret?.Invoke(text.Slice(index, length)) != false)
            {
                isFound = true;
                if (!hits.Contains(hit))
                {
                    hits.Add(hit);
                }
            }
        }

        return isFound;
    }

    /// <summary>All anchors of one way of comparing, found at once.</summary>
    private sealed class AnchorSet
    {
        private readonly ImmutableArray<(string Anchor, ImmutableArray<SecretKind> Kinds)>[] _byFirst;
        private readonly bool _anyCase;

        public AnchorSet(bool anyCase)
        {
            _anyCase = anyCase;
            Comparison = anyCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            var anchors = SecretCatalogue.All.Where(kind => kind.AnyCase == anyCase)
                .SelectMany(kind => kind.Anchors.Select(anchor => (Anchor: anchor, Kind: kind)))
                .GroupBy(pair => pair.Anchor, pair => pair.Kind, StringComparer.Ordinal).ToList();
            Values = SearchValues.Create([.. anchors.Select(anchor => anchor.Key)], Comparison);
            _byFirst = [.. Enumerable.Range(0, byte.MaxValue + 1).Select(first => anchors
                .Where(anchor => anchor.Key[0] == first)
                .Select(anchor => (anchor.Key, anchor.ToImmutableArray())).ToImmutableArray())];
        }

        public SearchValues<string> Values { get; }

        public StringComparison Comparison { get; }

        // Anchors that ignore case are written in lower case.
        public ImmutableArray<(string Anchor, ImmutableArray<SecretKind> Kinds)> By(char first) =>
            _byFirst[(byte)(_anyCase ? char.ToLowerInvariant(first) : first)];
    }
}
