using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Resolves unquoted scalars by the core schema of YAML 1.2, as editors do: <c>yes</c> and <c>on</c> are text,
/// <c>0644</c> is a number (and so refused where text is expected).
/// </summary>
internal static class YamlScalars
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private static readonly Regex Whole = new("^[-+]?[0-9]+$", Options);
    private static readonly Regex Real = new("^[-+]?([.][0-9]+|[0-9]+([.][0-9]*)?)([eE][-+]?[0-9]{1,5})?$", Options);

    public static JValue Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => JValue.CreateNull(),
        "true" or "True" or "TRUE" => new JValue(true),
        "false" or "False" or "FALSE" => new JValue(false),
        _ when Whole.IsMatch(plain) => new JValue(Saturate(plain)),
        _ when Real.IsMatch(plain) => new JValue(double.Parse(plain, CultureInfo.InvariantCulture)),
        _ => new JValue(plain),
    };

    // Every number of ours has a limit far below: an absurd one is refused by it, whatever its length.
    private static long Saturate(string digits) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : digits[0] == '-' ? long.MinValue : long.MaxValue;
}
