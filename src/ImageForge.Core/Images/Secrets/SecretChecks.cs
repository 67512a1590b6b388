using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageForge.Core.Images.Secrets;

/// <summary>Judgements on what a form matched: examples and placeholders are no secrets.</summary>
internal static partial class SecretChecks
{
    private const int AssignedMin = 8;
    private const int AssignedMax = 200;
    private const int DistinctMin = 6;
    private const int PlaceholderRun = 6;

    private static readonly SearchValues<char> Borders = SearchValues.Create(" \t=:\"'\r\n");

    // Words that stand in documentation where a password would.
    private static readonly string[] Words =
    [
        "password", "passwd", "passphrase", "pass", "pw", "pwd", "secret", "mypassword", "mypass", "mysecret",
        "yourpassword", "your_password", "your-password", "userpassword", "hunter2", "changeme", "example", "none",
        "null", "true", "false", "token", "bar", "foo", "test",
    ];

    /// <summary>No run of a filler (<c>xxxxxx</c>, <c>000000</c>, <c>******</c>) and no word EXAMPLE.</summary>
    public static bool IsNoExample(ReadOnlySpan<char> match) =>
        !match.Contains("EXAMPLE", StringComparison.Ordinal) && !HasFiller(match);

    /// <summary>The published key of Azure's storage emulator is everybody's.</summary>
    public static bool IsNoEmulator(ReadOnlySpan<char> match) =>
        !match.Contains("Eby8vdM02xNOcqFl", StringComparison.Ordinal) && IsNoExample(match);

    /// <summary>RFC 7617 gives one pair of name and password that documentation repeats.</summary>
    public static bool IsNoBasicExample(ReadOnlySpan<char> match) =>
        !match.Contains("QWxhZGRpbjpvcGVu", StringComparison.Ordinal) && !IsPlaceholder(LastWord(match));

    /// <summary>Both a digit and a letter in the second half: prose and identifiers rarely have them.</summary>
    public static bool IsMixed(ReadOnlySpan<char> match) =>
        IsNoExample(match) && match.ContainsAnyInRange('0', '9') && match.ContainsAnyInRange('A', 'z');

    /// <summary>What stands between the last colon and the @ of a URL.</summary>
    public static bool HasPassword(ReadOnlySpan<char> url)
    {
        var authority = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..url.LastIndexOf('@')];
        var password = authority[(authority.IndexOf(':') + 1)..];
        // "%s" and "%(pass)s" stand for one; in a real one it begins an escaped character.
        return !IsPlaceholder(password) && (!password.Contains('%') || password.Length > AssignedMin);
    }

    /// <summary>The last word of a line such as <c>password swordfish</c> is one.</summary>
    public static bool EndsInPassword(ReadOnlySpan<char> match) => !IsPlaceholder(LastWord(match));

    /// <summary>Base64 of <c>name:password</c>.</summary>
    public static bool IsRegistryLogin(ReadOnlySpan<char> match)
    {
        var encoded = match.TrimEnd('"');
        encoded = encoded[(encoded.LastIndexOf('"') + 1)..];
        var bytes = new byte[encoded.Length];
        return Convert.TryFromBase64Chars(encoded, bytes, out var length)
            && bytes.AsSpan(0, length).IndexOf((byte)':') is > 0 and var colon && colon < length - 1
            && Ascii.IsValid(bytes.AsSpan(0, length))
            && bytes.AsSpan(0, length).IndexOfAnyInRange((byte)0, (byte)31) < 0;
    }

    /// <summary>
    /// What is assigned looks made by chance. Swordfish is passed over here: on a disk of many thousand files, names
    /// are assigned to things called token all the time. Definitions are held to more.
    /// </summary>
    public static bool IsRandom(ReadOnlySpan<char> match)
    {
        var sign = match.IndexOfAny('=', ':');
        var value = match[(sign + 1)..].Trim(" \t\"'");
        return value.Length is >= AssignedMin and <= AssignedMax && IsMixed(value) && !IsPlaceholder(value)
            && value.ToString().Distinct().Take(DistinctMin).Count() == DistinctMin
            && !Name().IsMatch(value);
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> word)
    {
        foreach (var known in Words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return HasFiller(word) || word.IndexOfAnyExcept(word.IsEmpty ? ' ' : word[0]) < 0 || word[0] is '<' or '$';
    }

    private static bool HasFiller(ReadOnlySpan<char> match)
    {
        var run = 1;
        for (var index = 1; index < match.Length; index++)
        {
            run = match[index] == match[index - 1] && match[index] is 'x' or 'X' or '0' or '*' or '.' ? run + 1 : 1;
            if (run >= PlaceholderRun)
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> match)
    {
        var word = match.TrimEnd("\"' \t\r\n");
        return word[(word.LastIndexOfAny(Borders) + 1)..];
    }

    // utf-8-name, foo.bar1, x86_64: words and numbers, joined.
    [GeneratedRegex(
        @"^(?:[A-Za-z]+[0-9]{0,3}|[0-9]{1,4})(?:[-_./:+]+(?:[A-Za-z]+[0-9]{0,3}|[0-9]{1,4}))+[-_./:+;,.)]*$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
