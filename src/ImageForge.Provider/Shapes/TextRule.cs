using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageForge.Provider.Shapes;

/// <summary>What a form says of a text.</summary>
internal static class TextRule
{
    // Patterns of ours do not backtrack much; a text of a program is long only by mistake.
    private static readonly TimeSpan MatchMax = TimeSpan.FromSeconds(1);

    /// <summary>Why the form does not take the text; null if it does.</summary>
    public static string? Fault(JsonObject form, string text)
    {
        if (form["enum"] is JsonArray choices)
        {
            string[] names = [.. choices.Select(choice => $"{choice}")];
            return names.Contains(text, StringComparer.Ordinal)
                ? null
                : $"expected one of {string.Join(", ", names)}";
        }

        if (text.Length > (int?)form["maxLength"] || text.Length < (int?)form["minLength"])
        {
            return form["maxLength"] is { } most
                ? $"expected {form["minLength"] ?? 0} to {most} characters, not {text.Length}"
                : $"expected at least {form["minLength"]} characters, not {text.Length}";
        }

        if (text.Any(char.IsControl))
        {
            return "expected one line of text";
        }

        return form["pattern"] is { } pattern && !Regex.IsMatch(text, $"{pattern}", RegexOptions.None, MatchMax)
            ? $"expected {form["title"] ?? "what it says"}: {form["description"]}"
            : null;
    }
}
