using System.Text.RegularExpressions;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// How assignments of passwords look that only judgement tells from prose. Kinds with a form of their own are in
/// <see cref="Core.Images.Secrets.SecretCatalogue"/>.
/// </summary>
internal static class SecretForms
{
    // NonBacktracking everywhere: shipped files are large and not ours, and time must stay linear.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>
    /// A word for a secret, = or :, and six characters or more. They begin with a letter or digit: $, /, &lt;, { and %
    /// begin a reference or a placeholder.
    /// </summary>
    public static Regex Assignment { get; } = Form(
        "(?i)(password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)"
        + """["']?(?<sign>[ \t]*[:=][ \t]*)["']?"""
        + """(?<value>[a-z0-9][^\s"'#$`;,()<>{}|&]{5}[^\s"'#$`;,()<>{}|&]*)(?<rest>[^\n]*)""");

    /// <summary>Letters, with dashes or dots between them: a word, a name, a file, a unit.</summary>
    public static Regex Word { get; } = Form("^[A-Za-z]+([-_./][A-Za-z]+)*[.:!?]?$");

    /// <summary>Values that configuration gives to keys named like secrets.</summary>
    public static Regex Setting { get; } = Form(
        "(?i)^(required|requisite|sufficient|optional|include|disabled|enabled|ignore|default|string"
        + "|prohibit-[a-z]+|without-[a-z]+|[a-z]+[_./][a-z_./-]+)$");

    /// <summary>More words: the value was the beginning of a sentence.</summary>
    public static Regex Prose { get; } = Form(@"^[ \t]+[A-Za-z(]");

    private static Regex Form(string pattern) => new(pattern, Options);
}
