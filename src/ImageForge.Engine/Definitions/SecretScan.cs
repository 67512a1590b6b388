using System.Text.RegularExpressions;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Recognises plaintext secrets, so that none is committed or baked. Knows kinds by their form and never repeats what it
/// found. Errs to the quiet side on prose and on references (<c>$TOKEN</c>, <c>/run/token</c>).
/// </summary>
internal static partial class SecretScan
{
    /// <summary>What to do instead, whatever the kind.</summary>
    public const string WayOut =
        "remove it, treat it as leaked, and let the instance fetch it by reference at launch (a systemd credential or a secret store)";

    // NonBacktracking everywhere: shipped files are large and not ours, and time must stay linear.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    private static readonly (string Kind, Regex Form)[] Kinds =
    [
        ("a private key", PrivateKey()),
        ("an AWS access key id", AwsKeyId()),
        ("an AWS secret key", AwsSecret()),
        ("a GitHub token", GitHubToken()),
        ("a GitLab token", GitLabToken()),
        ("a Slack token", SlackToken()),
        ("an API key", ApiKey()),
        ("a password hash", PasswordHash()),
        ("a URL with a password", UrlPassword()),
        ("an authorization header", Authorization()),
    ];

    /// <summary>The first secret in a text: its kind, line and column (from 1), or null.</summary>
    /// <param name="isBinary">Only unmistakable forms are looked for; assignments are left out.</param>
    public static (string Kind, int Line, int Column)? Find(string text, bool isBinary = false)
    {
        (string Kind, int Index)? first = null;
        foreach (var (kind, form) in Kinds)
        {
            var match = form.Match(text);
            if (match.Success && (first is null || match.Index < first.Value.Index))
            {
                first = (kind, match.Index);
            }
        }

        if (!isBinary && FindAssignment(text, first?.Index ?? text.Length) is { } assignment)
        {
            first = assignment;
        }

        return first is { } found ? (found.Kind, LineOf(text, found.Index), ColumnOf(text, found.Index)) : null;
    }

    private static (string Kind, int Index)? FindAssignment(string text, int before)
    {
        foreach (Match match in Assignment().Matches(text))
        {
            if (match.Index >= before)
            {
                break;
            }

            if (IsLiteral(match.Groups["sign"].Value, match.Groups["value"].Value, match.Groups["rest"].Value))
            {
                return ("a password or token", match.Index);
            }
        }

        return null;
    }

    // "token: exchanged once" is prose and [ "$token" = "none" ] a comparison; "password: swordfish" at the end of a
    // line, password=swordfish anywhere, and most things with digits in them are not.
    private static bool IsLiteral(string sign, string value, string rest)
    {
        if (Setting().IsMatch(value) || (sign.Length > 1 && sign.Contains(':') && Prose().IsMatch(rest)))
        {
            return false;
        }

        return !Word().IsMatch(value) || sign == "=" || rest.Trim(' ', '\t', '\r', '"', '\'').Length == 0;
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static int ColumnOf(string text, int index) => index - text.AsSpan(0, index).LastIndexOf('\n');

    [GeneratedRegex("-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|PuTTY-User-Key-File-[0-9]|AGE-SECRET-KEY-1", Options)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("\\b(AKIA|ASIA)[A-Z0-9]{16}\\b", Options)]
    private static partial Regex AwsKeyId();

    [GeneratedRegex("(?i)aws[a-z0-9_ .-]*(secret|key)[a-z_ ]*[\"']?\\s*[=:]\\s*[\"']?[A-Za-z0-9/+]{40}\\b", Options)]
    private static partial Regex AwsSecret();

    [GeneratedRegex("\\bgh[pousr]_[A-Za-z0-9]{36}|\\bgithub_pat_[A-Za-z0-9_]{22}", Options)]
    private static partial Regex GitHubToken();

    [GeneratedRegex("\\bglpat-[A-Za-z0-9_-]{20}", Options)]
    private static partial Regex GitLabToken();

    [GeneratedRegex("\\bxox[abeprs]-[A-Za-z0-9-]{10}|hooks[.]slack[.]com/services/T[A-Z0-9]", Options)]
    private static partial Regex SlackToken();

    [GeneratedRegex("\\bAIza[0-9A-Za-z_-]{35}|\\b[sr]k_live_[0-9A-Za-z]{16}|\\beyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*[.]eyJ[A-Za-z0-9_-]{10}[A-Za-z0-9_-]*[.][A-Za-z0-9_-]{10}", Options)]
    private static partial Regex ApiKey();

    [GeneratedRegex(
        "[$]([156])[$](rounds=[0-9]+[$])?[./A-Za-z0-9]+[$][./A-Za-z0-9]{22}"
        + "|[$]2[abxy][$][0-9]{2}[$][./A-Za-z0-9]{53}|[$](y|gy|7)[$][./A-Za-z0-9]+[$][./A-Za-z0-9]+[$][./A-Za-z0-9]{43}"
        + "|[$]argon2(id|i|d)[$]v=", Options)]
    private static partial Regex PasswordHash();

    [GeneratedRegex("\\b[a-zA-Z][a-zA-Z0-9+.-]*://[^\\s/:@$<{\"']+:[^\\s/@$<{\"']+@[A-Za-z0-9\\[]", Options)]
    private static partial Regex UrlPassword();

    [GeneratedRegex("(?i)authorization[\"']?\\s*[:=]\\s*[\"']?(bearer|basic)\\s+[A-Za-z0-9+/=._-]{12}", Options)]
    private static partial Regex Authorization();

    // The value begins with a letter or digit: $, /, <, { and % begin a reference or a placeholder.
    [GeneratedRegex(
        "(?i)(password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)"
        + "[\"']?(?<sign>[ \\t]*[:=][ \\t]*)[\"']?(?<value>[a-z0-9][^\\s\"'#$`;,()<>{}|&]{5}[^\\s\"'#$`;,()<>{}|&]*)(?<rest>[^\\n]*)", Options)]
    private static partial Regex Assignment();

    // Letters, and dashes or dots between them: a word, a name, a file, a unit.
    [GeneratedRegex("^[A-Za-z]+([-_./][A-Za-z]+)*[.:!?]?$", Options)]
    private static partial Regex Word();

    [GeneratedRegex("(?i)^(required|requisite|sufficient|optional|include|disabled|enabled|ignore|default|prohibit-[a-z]+|without-[a-z]+|string|[a-z]+[_./][a-z_./-]+)$", Options)]
    private static partial Regex Setting();

    [GeneratedRegex("^[ \\t]+[A-Za-z(]", Options)]
    private static partial Regex Prose();
}
