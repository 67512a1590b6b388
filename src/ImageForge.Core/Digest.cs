using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ImageForge.Core;

/// <summary>A SHA-256 digest, written as 64 lower-case hexadecimal characters.</summary>
public readonly record struct Digest
{
    private const int HexLength = 64;
    private static readonly SearchValues<char> HexLetters = SearchValues.Create("0123456789abcdef");

    /// <exception cref="ArgumentException">The text is not 64 lower-case hexadecimal characters.</exception>
    public Digest(string hex)
    {
        if (!IsValid(hex))
        {
            throw new ArgumentException(
                $"'{hex}' is not a SHA-256 digest of 64 lower-case hex characters", nameof(hex));
        }

        Hex = hex;
    }

    public string Hex { get; }

    /// <summary>
    /// The first 12 characters: enough to tell artifacts of one installation apart, short enough to read.
    /// </summary>
    public string Short => Hex[..12];

    public static bool IsValid(string? hex) =>
        hex is { Length: HexLength } && !hex.AsSpan().ContainsAnyExcept(HexLetters);

    public static Digest OfText(string text) => OfBytes(Encoding.UTF8.GetBytes(text));

    public static Digest OfBytes(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));

    /// <summary>Digest of a list of fields. Each is length-prefixed, so ("ab","c") and ("a","bc") differ.</summary>
    public static Digest OfFields(params IEnumerable<string> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            text.Append(field.Length).Append(':').Append(field).Append('\n');
        }

        return OfText(text.ToString());
    }

    public override string ToString() => $"sha256:{Hex}";
}
