using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Evidence;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>
/// Risks as SARIF 2.1.0 (OASIS), for tools that read findings: a rule a subject, a result an image, with what is
/// accepted as suppressed.
/// </summary>
internal static class RiskSarif
{
    public static string Write(ImmutableArray<RiskStanding> risks)
    {
        var subjects = risks.Select(risk => risk.Record.Key.Subject).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        return SarifLog.Of(
            $"{typeof(RiskSarif).Assembly.GetName().Version?.ToString(3)}", "risks",
            subjects.Select(subject => RuleOf(risks.First(risk => risk.Record.Key.Subject == subject))),
            risks.Select(risk => ResultOf(risk, subjects.IndexOf(risk.Record.Key.Subject))));
    }

    private static JsonObject RuleOf(RiskStanding risk)
    {
        var key = risk.Record.Key;
        var rule = new JsonObject
        {
            ["id"] = key.Subject,
            ["shortDescription"] = SarifLog.Text(risk.Record.Detail),
        };
        if (key.Kind == RiskKind.Vulnerability)
        {
            rule["helpUri"] = $"https://security-tracker.debian.org/tracker/{Uri.EscapeDataString(key.Subject)}";
        }

        return rule;
    }

    private static JsonObject ResultOf(RiskStanding risk, int rule)
    {
        var record = risk.Record;
        var result = new JsonObject
        {
            ["ruleId"] = record.Key.Subject,
            ["ruleIndex"] = rule,
            // What nobody has rated may be as bad as any.
            ["level"] = SarifLog.LevelOf(record.Facts.Severity ?? Severity.High),
            ["message"] = SarifLog.Text(
                $"{record.Key} in image {risk.Image}: {record.Detail}. {RiskWords.Of(record.Facts)}. "
                    + $"{RiskWords.State(risk)}{(risk.IsLate ? ", late" : "")}"),
            ["locations"] = ArrayOf(risk.Fleets.SelectMany(fleet => fleet.Instances.Select(instance =>
                    LocationOf($"{fleet.Fleet}/{instance}", instance.Value)))
                .Concat(risk.Current.Select(version => LocationOf($"{version}", $"{version}")))),
            ["partialFingerprints"] = new JsonObject
            {
                ["risk/v1"] = Digest.OfFields([risk.Image.Value, record.Key.Subject, record.Key.Source]).Hex,
            },
            ["properties"] = new JsonObject
            {
                ["state"] = $"{risk.State}",
                ["isLate"] = risk.IsLate,
                ["foundAt"] = Moment(record.FoundAt),
                ["dueAt"] = risk.DueAt is { } due ? Moment(due) : null,
                ["exploited"] = record.Facts.Exploited,
                ["automatable"] = record.Facts.Automatable,
                ["impact"] = record.Facts.Impact?.ToString(),
                ["fixedIn"] = record.Facts.Fixed,
            },
        };
        if (risk.State == RiskState.Accepted)
        {
            result["suppressions"] = ArrayOf(record.Acceptances.Select(accepted =>
                SarifLog.Accepted(accepted.Waiver, accepted.Owner, accepted.Until, accepted.Reason)));
        }

        return result;
    }

    private static JsonObject LocationOf(string path, string name) => new()
    {
        ["logicalLocations"] = new JsonArray(new JsonObject
        {
            ["name"] = name, ["fullyQualifiedName"] = path, ["kind"] = "resource",
        }),
    };

    private static string Moment(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonArray ArrayOf(IEnumerable<JsonObject> items) => new([.. items]);
}
