using System.Text;

namespace ImageForge.Engine.Definitions;

/// <summary>How values of a file are shown in messages: short, on one line, and never a secret.</summary>
public static class Quoting
{
    private const int ShownMax = 60;

    public static string Quote(string value)
    {
        if (SecretScan.Find(value) is not null)
        {
            return "the value (hidden: it looks like a secret)";
        }

        var shown = new StringBuilder("\"");
        foreach (var character in value.Take(ShownMax))
        {
            // Control characters in a message could rewrite a terminal.
            shown.Append(char.IsControl(character) || char.IsSurrogate(character) ? '�' : character);
        }

        return shown.Append(value.Length > ShownMax ? "…\"" : "\"").ToString();
    }
}
