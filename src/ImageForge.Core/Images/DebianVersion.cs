using System.Globalization;

namespace ImageForge.Core.Images;

/// <summary>
/// A Debian package version, <c>[epoch:]upstream[-revision]</c>, ordered as dpkg orders it: runs of digits by value,
/// all else by character with letters before punctuation and <c>~</c> before everything, even the end.
/// </summary>
public readonly record struct DebianVersion : IComparable<DebianVersion>
{
    private readonly string _text;
    private readonly int _epoch;
    private readonly string _upstream;
    private readonly string _revision;

    public DebianVersion(string text)
    {
        _text = text;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var hasEpoch = int.TryParse(
            text.AsSpan(0, Math.Max(colon, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out _epoch);
        var rest = hasEpoch ? text[(colon + 1)..] : text;
        var dash = rest.LastIndexOf('-');
        (_upstream, _revision) = dash < 0 ? (rest, "") : (rest[..dash], rest[(dash + 1)..]);
    }

    public int CompareTo(DebianVersion other)
    {
        var byEpoch = _epoch.CompareTo(other._epoch);
        if (byEpoch != 0)
        {
            return byEpoch;
        }

        var byUpstream = ComparePart(_upstream, other._upstream);
        return byUpstream != 0 ? byUpstream : ComparePart(_revision, other._revision);
    }

    /// <summary>Two spellings of one version are equal (<c>1.0</c> and <c>0:1.0-0</c>), as in dpkg.</summary>
    public bool Equals(DebianVersion other) => CompareTo(other) == 0;

    // Equal versions may be spelt differently; only the epoch is surely alike in all spellings.
    public override int GetHashCode() => _epoch;

    public override string ToString() => _text;

    public static bool operator <(DebianVersion left, DebianVersion right) => left.CompareTo(right) < 0;
    public static bool operator >(DebianVersion left, DebianVersion right) => left.CompareTo(right) > 0;
    public static bool operator <=(DebianVersion left, DebianVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >=(DebianVersion left, DebianVersion right) => left.CompareTo(right) >= 0;

    private static int ComparePart(string left, string right)
    {
        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            while ((l < left.Length && !char.IsAsciiDigit(left[l]))
                || (r < right.Length && !char.IsAsciiDigit(right[r])))
            {
                var difference = Weight(left, l) - Weight(right, r);
                if (difference != 0)
                {
                    return difference;
                }

                (l, r) = (l + 1, r + 1);
            }

            var byNumber = CompareNumber(Digits(left, ref l), Digits(right, ref r));
            if (byNumber != 0)
            {
                return byNumber;
            }
        }

        return 0;
    }

    // A digit and the end weigh nothing, so a part that ends here comes after "~" and before all else.
    private static int Weight(string part, int at) =>
        at >= part.Length || char.IsAsciiDigit(part[at]) ? 0 : part[at] switch
    {
        '~' => -1,
        var c when char.IsAsciiLetter(c) => c,
        var c => c + 256,
    };

    private static ReadOnlySpan<char> Digits(string part, ref int at)
    {
        var start = at;
        while (at < part.Length && char.IsAsciiDigit(part[at]))
        {
            at++;
        }

        return part.AsSpan(start, at - start).TrimStart('0');
    }

    // Without leading zeros the longer number is the larger one; dates and hashes overflow any integer type.
    private static int CompareNumber(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
}
