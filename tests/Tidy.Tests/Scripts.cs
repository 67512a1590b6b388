namespace ImageForge.Tidy.Tests;

/// <summary>Every shell script of the checkout, found by its first line or its name.</summary>
internal static class Scripts
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. Checkout.Files.Where(file =>
            file.EndsWith(".sh", StringComparison.Ordinal) || ShellOf(file) is not null),
    ];

    /// <summary>The shell that the first line asks for; null if the file is no script.</summary>
    public static string? ShellOf(string file)
    {
        using var reader = new StreamReader(Path.Combine(Checkout.Root, file));
        var first = new char[64];
        var line = new string(first, 0, reader.ReadBlock(first)).Split('\n')[0];
        return line.StartsWith("#!", StringComparison.Ordinal) && line.EndsWith("sh", StringComparison.Ordinal)
            ? line.Split('/', ' ')[^1]
            : null;
    }
}
