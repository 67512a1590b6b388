using ImageForge.Core.Images;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// The base score of a CVSS 3.0 or 3.1 vector, by the formulas of its specification (section 7.1), and the rating that
/// goes with it (section 5).
/// </summary>
internal static class CvssScore
{
    private const string Prefix = "CVSS:3.";

    private static readonly Dictionary<string, double> Weights = new(StringComparer.Ordinal)
    {
        ["AV:N"] = 0.85, ["AV:A"] = 0.62, ["AV:L"] = 0.55, ["AV:P"] = 0.2,
        ["AC:L"] = 0.77, ["AC:H"] = 0.44,
        ["UI:N"] = 0.85, ["UI:R"] = 0.62,
        ["C:H"] = 0.56, ["C:L"] = 0.22, ["C:N"] = 0,
        ["I:H"] = 0.56, ["I:L"] = 0.22, ["I:N"] = 0,
        ["A:H"] = 0.56, ["A:L"] = 0.22, ["A:N"] = 0,
    };

    /// <summary>From 0.0 to 10.0; null if it is no whole vector of CVSS 3.</summary>
    public static double? Of(string vector)
    {
        if (!vector.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var metrics = vector.Split('/');
        double? Weight(string metric) => metrics.FirstOrDefault(
            part => part.StartsWith($"{metric}:", StringComparison.Ordinal)) is { } part
            && Weights.TryGetValue(part, out var weight) ? weight : null;

        var isChanged = metrics.Contains("S:C");
        double? privileges = metrics.Contains("PR:N") ? 0.85
            : metrics.Contains("PR:L") ? (isChanged ? 0.68 : 0.62)
            : metrics.Contains("PR:H") ? (isChanged ? 0.5 : 0.27)
            : null;
        var impact = 1 - ((1 - Weight("C")) * (1 - Weight("I")) * (1 - Weight("A")));
        var exploitability = 8.22 * Weight("AV") * Weight("AC") * privileges * Weight("UI");
        if (impact is not { } lost || exploitability is not { } ease || !(isChanged || metrics.Contains("S:U")))
        {
            return null;
        }

        var harm = isChanged ? (7.52 * (lost - 0.029)) - (3.25 * Math.Pow(lost - 0.02, 15)) : 6.42 * lost;
        return harm <= 0 ? 0 : RoundUp(Math.Min((isChanged ? 1.08 : 1) * (harm + ease), 10));
    }

    /// <summary>The qualitative rating; null for 0.0, which is none.</summary>
    public static Severity? RatingOf(double score) => score switch
    {
        >= 9 => Severity.Critical,
        >= 7 => Severity.High,
        >= 4 => Severity.Medium,
        > 0 => Severity.Low,
        _ => null,
    };

    // As the specification's appendix has it: integers, or 4.02 becomes 4.1 on one machine and 4.0 on another.
    private static double RoundUp(double value)
    {
        var hundredThousandths = (long)Math.Round(value * 100_000);
        return hundredThousandths % 10_000 == 0
            ? hundredThousandths / 100_000.0
            : ((hundredThousandths / 10_000) + 1) / 10.0;
    }
}
