using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>Option customTimeouts, in seconds; 0: not set.</summary>
internal sealed partial record ProgramTimeouts(double Create = 0, double Update = 0, double Delete = 0)
{
    /// <summary>Such as 45m, 90s or 1h30m.</summary>
    public static double Seconds(string? text) => Part().Matches(text ?? "").Sum(part =>
        double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture) * part.Groups["unit"].Value switch
        {
            "h" => 3600, "m" => 60, _ => 1,
        });

    [GeneratedRegex("(?<number>[0-9.]+)(?<unit>[hms])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
