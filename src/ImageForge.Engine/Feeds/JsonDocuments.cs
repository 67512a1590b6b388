using System.IO.Compression;
using System.Text.Json;

namespace ImageForge.Engine.Feeds;

/// <summary>Reads JSON objects as they are published: one, a list of them, a zip or a folder of files.</summary>
internal static class JsonDocuments
{
    // OSV's zip of all of Debian holds 50,000 entries of a few kB, Vulnrichment's some 200,000; Debian's kernel
    // advisories have 1 MB.
    private const int EntriesMax = 500_000;
    private const long EntryBytesMax = 32 << 20;
    private const long UnpackedBytesMax = 8L << 30;

    /// <summary>Each object; it is valid until the next one is asked for.</summary>
    /// <exception cref="JsonException">A file is no JSON; names it.</exception>
    /// <exception cref="InvalidDataException">The zip is damaged, or larger than any real one.</exception>
    public static IEnumerable<JsonElement> Read(string path) =>
        Directory.Exists(path) ? OfFolder(path) : IsZip(path) ? OfZip(path) : OfText(path);

    private static IEnumerable<JsonElement> OfFolder(string path) =>
        Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select((file, count) => count < EntriesMax ? file : throw TooLarge($"more than {EntriesMax} files"))
            .SelectMany(OfText);

    private static IEnumerable<JsonElement> OfZip(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        if (zip.Entries.Count > EntriesMax || zip.Entries.Sum(entry => entry.Length) > UnpackedBytesMax)
        {
            throw TooLarge($"more than {EntriesMax} entries, or more than {UnpackedBytesMax >> 30} GiB unpacked");
        }

        foreach (var file in zip.Entries.Where(file => file.Name.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var text = file.Open();
            using var document = Parsed(text, file.Length, file.Name);
            yield return document.RootElement;
        }
    }

    private static IEnumerable<JsonElement> OfText(string path)
    {
        using var file = File.OpenRead(path);
        var first = FirstLetter(file);
        file.Position = 0;
        if (first == '[')
        {
            foreach (var piece in JsonPieces.Read(file))
            {
                yield return piece.Value;
            }

            yield break;
        }

        using var document = Parsed(file, file.Length, Path.GetFileName(path));
        yield return document.RootElement;
    }

    private static JsonDocument Parsed(Stream text, long bytes, string name)
    {
        if (bytes > EntryBytesMax)
        {
            throw TooLarge($"{name} has {bytes} bytes");
        }

        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new JsonException($"{name}: {exception.Message}", exception);
        }
    }

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual("PK\x03\x04"u8);
    }

    private static char FirstLetter(FileStream file)
    {
        const int BlankMax = 1024;
        for (var read = 0; read < BlankMax; read++)
        {
            var letter = file.ReadByte();
            if (letter is not (' ' or '\t' or '\r' or '\n'))
            {
                return (char)letter;
            }
        }

        return ' ';
    }

    private static InvalidDataException TooLarge(string what) => new($"it is larger than any feed: {what}");
}
