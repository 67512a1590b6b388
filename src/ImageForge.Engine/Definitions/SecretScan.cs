using System.Text.RegularExpressions;
using ImageForge.Core.Images.Secrets;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Recognises plaintext secrets, so that none is committed or baked. Never repeats what it found. Errs to the quiet
/// side on prose and on references (<c>$TOKEN</c>, <c>/run/token</c>).
/// </summary>
internal static class SecretScan
{
    /// <summary>What to do instead, whatever the kind.</summary>
    public const string WayOut =
        "remove it, treat it as leaked, and let the instance fetch it by reference at launch "
        + "(a systemd credential or a secret store)";

    /// <summary>The first secret in a text: its kind, line and column (from 1), or null.</summary>
    /// <param name="text">Of a shipped file: its bytes as Latin-1.</param>
    /// <param name="isBinary">Only unmistakable forms are looked for; assignments are left out.</param>
    public static (string Kind, int Line, int Column)? Find(string text, bool isBinary = false)
    {
        (string Kind, int Index)? first = null;
        foreach (var (kind, index, _) in SecretSearch.Find(text))
        {
            // Names of programs' own constants are assigned in binaries.
            if (!(isBinary && kind.Id == SecretCatalogue.AssignedId) && (first is null || index < first.Value.Index))
            {
                first = (kind.Title, index);
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
        foreach (Match match in SecretForms.Assignment.Matches(text))
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
        if (SecretForms.Setting.IsMatch(value)
            || (sign.Length > 1 && sign.Contains(':') && SecretForms.Prose.IsMatch(rest)))
        {
            return false;
        }

        return !SecretForms.Word.IsMatch(value) || sign == "=" || rest.Trim(' ', '\t', '\r', '"', '\'').Length == 0;
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static int ColumnOf(string text, int index) => index - text.AsSpan(0, index).LastIndexOf('\n');
}
