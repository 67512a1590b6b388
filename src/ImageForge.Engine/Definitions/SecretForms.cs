using System.Text.RegularExpressions;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// How plaintext secrets look. Kinds that carry their maker's mark, and assignments, which need judgement.
/// </summary>
internal static class SecretForms
{
    // NonBacktracking everywhere: shipped files are large and not ours, and time must stay linear.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>Kinds that nothing else looks like.</summary>
    public static IReadOnlyList<(string Kind, Regex Form)> Marked { get; } =
    [
        ("a private key", Form(
            "-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|PuTTY-User-Key-File-[0-9]|AGE-SECRET-KEY-1")),
        ("a cloud access key id", Form(@"\b(AKIA|ASIA)[A-Z0-9]{16}\b")),
        ("a cloud secret key", Form("""(?i)secret[a-z_ -]*key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}\b""")),
        ("a GitHub token", Form(@"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{22}")),
        ("a GitLab token", Form(@"\bglpat-[A-Za-z0-9_-]{20}")),
        ("a Slack token", Form(@"\bxox[abeprs]-[A-Za-z0-9-]{10}|hooks[.]slack[.]com/services/T[A-Z0-9]")),
        ("an API key", Form(@"\bAIza[0-9A-Za-z_-]{35}|\b[sr]k_live_[0-9A-Za-z]{16}")),
        ("a signed token", Form(@"\beyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*[.]eyJ[A-Za-z0-9_-]+[.][A-Za-z0-9_-]{10}")),
        ("a password hash", Form(
            @"[$][156][$](rounds=[0-9]+[$])?[./A-Za-z0-9]+[$][./A-Za-z0-9]{22}"
            + @"|[$]2[abxy][$][0-9]{2}[$][./A-Za-z0-9]{53}"
            + @"|[$](y|gy|7)[$][./A-Za-z0-9]+[$][./A-Za-z0-9]+[$][./A-Za-z0-9]{43}"
            + @"|[$]argon2(id|i|d)[$]v=")),
        ("a URL with a password", Form("""\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@$<{"']+:[^\s/@$<{"']+@[A-Za-z0-9\[]""")),
        ("an authorization header", Form(
            """(?i)authorization["']?\s*[:=]\s*["']?(bearer|basic)\s+[A-Za-z0-9+/=._-]{12}""")),
    ];

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
