using System.Text;

namespace ImageForge.Engine.Definitions;

/// <summary>The text of a definition file, read under a limit and free of characters that hide something.</summary>
internal static class DefinitionText
{
    /// <summary>Bytes of a definition file: the largest of ours has 4 KiB.</summary>
    public const int SizeMax = 256 * 1024;

    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <returns>The text, or null with the fault added to <paramref name="errors"/>.</returns>
    public static string? Read(string root, string path, DefinitionErrors errors)
    {
        try
        {
            var full = Path.Combine(root, path);
            var length = new FileInfo(full).Length;
            if (length > SizeMax)
            {
                errors.Add(
                    path,
                    Position.Start,
                    $"the file has {length} bytes; at most {SizeMax} are read",
                    "move text into shipped files");
                return null;
            }

            return Decode(path, File.ReadAllBytes(full), errors);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            errors.Add(
                path,
                Position.Start,
                $"the file cannot be read: {failure.Message}",
                "check that it exists and its permissions");
            return null;
        }
    }

    private static string? Decode(string path, byte[] bytes, DefinitionErrors errors)
    {
        string text;
        try
        {
            text = Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException failure)
        {
            var before = Encoding.Latin1.GetString(bytes, 0, Math.Clamp(failure.Index, 0, bytes.Length));
            errors.Add(path, PositionAt(before, before.Length), "the file is not UTF-8 text", "save it as UTF-8");
            return null;
        }

        for (var index = 0; index < text.Length; index++)
        {
            if (IsHidden(text, index))
            {
                var message = $"the invisible character U+{(int)text[index]:X4} is not allowed";
                errors.Add(path, PositionAt(text, index), message, "delete it");
                return null;
            }
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(path, Position.Start, "the file is empty", "the README shows how one is written");
            return null;
        }

        return text;
    }

    // Controls, line breaks that only YAML sees, byte order marks inside, and marks that make a reviewer's screen show
    // another order.
    private static bool IsHidden(string text, int index) => text[index] switch
    {
        '\n' or '\t' => false,
        '\r' => index + 1 == text.Length || text[index + 1] != '\n',
        >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029' or '\uFEFF' => true,
        var character => char.IsControl(character),
    };

    private static Position PositionAt(string text, int index) =>
        new(text.AsSpan(0, index).Count('\n') + 1, index - text.AsSpan(0, index).LastIndexOf('\n'));
}
