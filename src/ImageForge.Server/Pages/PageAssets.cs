using System.Collections.Frozen;
using System.Security.Cryptography;

namespace ImageForge.Server.Pages;

/// <summary>
/// What pages consist of besides their text: a style sheet, a script, a font and an icon, all of them inside this
/// program. Their addresses hold a digest of what they say, so that browsers keep them for good.
/// </summary>
internal static class PageAssets
{
    private const string Folder = "/assets/";
    private const int DigestLength = 16;

    private static readonly FrozenDictionary<string, (byte[] Bytes, string Type)> Files = Read();

    // Of all of them together: the style sheet names the font by a relative address.
    private static readonly string Digest = DigestOf();

    public static string Style { get; } = AddressOf("board.css");
    public static string Script { get; } = AddressOf("board.js");
    public static string Icon { get; } = AddressOf("icon.svg");
    public static string Font { get; } = AddressOf("inter.woff2");

    /// <summary>The pattern of their addresses.</summary>
    public const string Route = "/assets/{digest}/{name}";

    /// <summary>One of them; null where there is none of this name.</summary>
    public static (byte[] Bytes, string Type)? Find(string name) =>
        Files.TryGetValue(name, out var file) ? file : null;

    private static string AddressOf(string name) => $"{Folder}{Digest}/{name}";

    private static string DigestOf()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, file) in Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(file.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..DigestLength];
    }

    private static FrozenDictionary<string, (byte[], string)> Read() => new[]
    {
        ("board.css", "text/css; charset=utf-8"), ("board.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"), ("inter.woff2", "font/woff2"),
        ("inter-license.txt", "text/plain; charset=utf-8"),
    }.ToFrozenDictionary(file => file.Item1, file => (BytesOf(file.Item1), file.Item2), StringComparer.Ordinal);

    private static byte[] BytesOf(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"assets/{name}")
            ?? throw new InvalidOperationException($"{name} is not inside this program");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
