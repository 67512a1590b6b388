using System.Globalization;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>Words for what is known of a risk.</summary>
internal static class RiskWords
{
    public static string Of(RiskFacts facts) => string.Join(", ", new[]
    {
        facts.Severity is { } severity ? $"{severity}".ToLowerInvariant() : "not rated",
        facts.Exploited switch
        {
            true => $"exploited since {facts.ExploitedSince:yyyy-MM-dd}",
            false => "not known to be exploited",
            null => "exploited: not known",
        },
        facts.Automatable switch
        {
            true => "automatable",
            false => "not automatable",
            null => "automatable: not known",
        },
        facts.Impact is { } impact ? $"impact {impact}".ToLowerInvariant() : "impact: not known",
        facts.Fixed is { } version ? $"fixed in {version}" : "no fix known",
    });

    /// <summary>What was assumed, in brackets; empty if nothing was.</summary>
    public static string Assumed(IReadOnlyCollection<string> unknown) => unknown.Count == 0
        ? ""
        : $" (not known: {string.Join(", ", unknown)}; the stricter is assumed)";

    public static string State(RiskStanding risk) => risk.State switch
    {
        RiskState.Accepted => Day($"accepted until ", risk.AcceptedUntil),
        RiskState.Mitigating => $"mitigating by {string.Join(
            " and ", risk.Fleets.Select(fleet => fleet.Rotation?.Value).OfType<string>().Distinct())}",
        RiskState.Mitigated => Day("mitigated ", risk.MitigatedAt),
        _ => "open",
    };

    public static string Due(RiskStanding risk) => risk switch
    {
        { State: RiskState.Mitigated } => "",
        { Fleets: [] } => "no instance",
        { DueAt: { } at } => string.Create(
            CultureInfo.InvariantCulture,
            $"{at:yyyy-MM-dd}{(risk.IsLate ? " LATE" : IsCalled(risk) ? " infeasible" : "")}"),
        _ => "next image",
    };

    public static bool IsCalled(RiskStanding risk) => risk.Fleets.Any(fleet => fleet.Called is not null);

    private static string Day(string words, DateTimeOffset? at) =>
        string.Create(CultureInfo.InvariantCulture, $"{words}{at:yyyy-MM-dd}").Trim();
}
