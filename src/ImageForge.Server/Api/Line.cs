namespace ImageForge.Server.Api;

/// <summary>Text of people that ends up in journals and on pages: one line, bounded.</summary>
internal static class Line
{
    private const int ReasonMax = 500;
    private const int NameMax = 200;

    // A URN of Pulumi names every parent of its resource.
    private const int HolderMax = 1000;

    /// <exception cref="RequestException">It is empty, too long, or has control characters.</exception>
    public static string Reason(string text) => Checked(text, "reason", ReasonMax);

    /// <inheritdoc cref="Reason"/>
    public static string Name(string text, string field) => Checked(text, field, NameMax);

    /// <summary>Who keeps a version.</summary>
    /// <inheritdoc cref="Reason"/>
    public static string Holder(string text) => Checked(text, "holder", HolderMax);

    private static string Checked(string text, string field, int max) =>
        text.Trim() is { Length: > 0 } line && line.Length <= max && !line.Any(char.IsControl)
            && !line.Any(char.IsSurrogate)
            ? line
            : throw new RequestException(
                StatusCodes.Status422UnprocessableEntity, "that is no line of text",
                $"{field} is empty, longer than {max} characters, or has others than can be printed",
                $"write {field} in one line");
}
