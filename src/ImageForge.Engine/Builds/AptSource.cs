using System.Collections.Immutable;

namespace ImageForge.Engine.Builds;

/// <summary>One address and suite out of apt's list of sources.</summary>
/// <param name="Address">Without a trailing slash.</param>
internal sealed record AptSource(string Address, string Suite, ImmutableArray<string> Components)
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>
    /// Every enabled binary source of a file: deb822 where it ends in <c>.sources</c>, else one a line.
    /// </summary>
    public static IEnumerable<AptSource> Read(string file)
    {
        var lines = File.ReadAllLines(file).Where(line => !line.TrimStart().StartsWith('#'));
        return Path.GetExtension(file) == ".sources" ? Stanzas(lines) : Lines(lines);
    }

    private static IEnumerable<AptSource> Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var text = line.Split('#')[0].Trim();
            if (!text.StartsWith("deb ", StringComparison.Ordinal)
                && !text.StartsWith("deb\t", StringComparison.Ordinal))
            {
                continue;
            }

            text = text[4..].TrimStart();
            var words = Words(text.StartsWith('[') ? text[(text.IndexOf(']', StringComparison.Ordinal) + 1)..] : text);
            if (words.Length >= 2)
            {
                yield return new AptSource(words[0].TrimEnd('/'), words[1], [.. words[2..]]);
            }
        }
    }

    private static IEnumerable<AptSource> Stanzas(IEnumerable<string> lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var last = "";
        foreach (var line in lines.Append(""))
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                foreach (var source in OfFields(fields))
                {
                    yield return source;
                }

                fields.Clear();
            }
            else if (char.IsWhiteSpace(line[0]))
            {
                fields[last] = $"{fields.GetValueOrDefault(last)} {line.Trim()}";
            }
            else if (line.Split(':', 2) is [var name, var value])
            {
                last = name.Trim();
                fields[last] = value.Trim();
            }
        }
    }

    private static IEnumerable<AptSource> OfFields(Dictionary<string, string> fields)
    {
        string[] Field(string name) => Words(fields.GetValueOrDefault(name, ""));
        return fields.GetValueOrDefault("Enabled", "yes") == "no" || !Field("Types").Contains("deb")
            ? []
            : from address in Field("URIs")
              from suite in Field("Suites")
              select new AptSource(address.TrimEnd('/'), suite, [.. Field("Components")]);
    }

    private static string[] Words(string text) => text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
}
