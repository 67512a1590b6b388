using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageForge.Core;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>
/// Risks as SARIF 2.1.0 (OASIS), for tools that read findings: a rule a subject, a result an image, with what is
/// accepted as suppressed.
/// </summary>
internal static class RiskSarif
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ImmutableArray<RiskStanding> risks)
    {
        var subjects = risks.Select(risk => risk.Record.Key.Subject).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).ToList();
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "ImageForge",
                        ["version"] = $"{typeof(RiskSarif).Assembly.GetName().Version?.ToString(3)}",
                        ["rules"] = ArrayOf(subjects.Select(subject => RuleOf(
                            risks.First(risk => risk.Record.Key.Subject == subject)))),
                    },
                },
                ["results"] = ArrayOf(risks.Select(risk => ResultOf(
                    risk, subjects.IndexOf(risk.Record.Key.Subject)))),
            }),
        }.ToJsonString(Readable);
    }

    private static JsonObject RuleOf(RiskStanding risk)
    {
        var key = risk.Record.Key;
        var rule = new JsonObject
        {
            ["id"] = key.Subject,
            ["shortDescription"] = new JsonObject { ["text"] = risk.Record.Detail },
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
            ["level"] = LevelOf(record.Facts.Severity),
            ["message"] = new JsonObject
            {
                ["text"] = $"{record.Key} in image {risk.Image}: {record.Detail}. {RiskWords.Of(record.Facts)}. "
                    + $"{RiskWords.State(risk)}{(risk.IsLate ? ", late" : "")}",
            },
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
            result["suppressions"] = ArrayOf(record.Acceptances.Select(accepted => new JsonObject
            {
                ["kind"] = "external",
                ["status"] = "accepted",
                ["justification"] =
                    $"{accepted.Owner}, until {Moment(accepted.Until)} ({accepted.Waiver}): {accepted.Reason}",
            }));
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

    private static string LevelOf(Severity? severity) => severity switch
    {
        Severity.Critical or Severity.High or null => "error",
        Severity.Medium => "warning",
        _ => "note",
    };

    private static string Moment(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonArray ArrayOf(IEnumerable<JsonObject> items) => new([.. items]);
}
