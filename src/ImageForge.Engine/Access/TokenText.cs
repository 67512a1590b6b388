using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ImageForge.Core;

namespace ImageForge.Engine.Access;

/// <summary>
/// How a token is written: <c>imf_</c>, its id, <c>_</c>, 32 random bytes and four of a checksum, in hex. Scanners of
/// repositories and logs know it by its beginning and prove it by its end; a slip of the pen costs no look into the
/// database.
/// </summary>
public static partial class TokenText
{
    public const string Prefix = "imf_";

    /// <summary>Characters of a whole token.</summary>
    public const int Length = 4 + (2 * IdBytes) + 1 + (2 * SecretBytes) + ChecksumDigits;

    private const int IdBytes = 6;
    private const int SecretBytes = 32;
    private const int ChecksumDigits = 8;

    /// <summary>A new one: its id, what its holder sends, and what is kept of its secret.</summary>
    internal static (TokenId Id, string Text, string SecretHash) Make()
    {
        var id = new TokenId(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var body = $"{Prefix}{id}_{secret}";
        return (id, body + ChecksumOf(body), HashOf(secret));
    }

    /// <summary>Takes a token apart; false if nobody can ever have made it.</summary>
    internal static bool TryParse(string text, out TokenId id, [NotNullWhen(true)] out string? secretHash)
    {
        (id, secretHash) = (default, null);
        if (text.Length != Length || !Form().IsMatch(text)
            || !text.EndsWith(ChecksumOf(text[..^ChecksumDigits]), StringComparison.Ordinal))
        {
            return false;
        }

        id = new TokenId(text.Substring(Prefix.Length, 2 * IdBytes));
        secretHash = HashOf(text[^((2 * SecretBytes) + ChecksumDigits)..^ChecksumDigits]);
        return true;
    }

    // A fast hash: slow ones protect words that people choose. Nobody guesses 256 random bits, and each request pays.
    private static string HashOf(string secret) => Digest.OfText(secret).Hex;

    private static string ChecksumOf(string body) => Digest.OfText(body).Hex[..ChecksumDigits];

    [GeneratedRegex(@"^imf_[0-9a-f]{12}_[0-9a-f]{72}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
