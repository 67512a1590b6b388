using System.Text.Json.Nodes;

namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// What the gates found, as a SARIF 2.1.0 log: what holds is a result too, or nobody could tell it from what was not
/// looked at. What is reported and does not refuse is a note, whatever its rule's level.
/// </summary>
public static class GateSarif
{
    public static string Of(
        ImageArtifact artifact, IReadOnlyDictionary<string, HardeningControl> controls, string toolVersion)
    {
        var cases = GateCases.Of(artifact, controls);
        return new JsonObject
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "ImageForge",
                        ["version"] = toolVersion,
                        ["rules"] = new JsonArray([.. cases.Select(Rule)]),
                    },
                },
                ["automationDetails"] = new JsonObject { ["id"] = $"{artifact.Id.Image}/{artifact.Id.PlanDigest.Hex}" },
                ["results"] = new JsonArray([.. cases.SelectMany((known, index) => Results(known, index))]),
            }),
        }.ToJsonString(EvidenceJson.Readable);
    }

    private static JsonNode Rule(GateCase known)
    {
        var rule = new JsonObject
        {
            ["id"] = known.Rule,
            ["shortDescription"] = Text(known.Title),
            ["defaultConfiguration"] = new JsonObject { ["level"] = LevelOf(known.Severity) },
            ["properties"] = new JsonObject
            {
                ["tags"] = new JsonArray([known.Gate, .. known.References.Select(reference => (JsonNode)reference)]),
            },
        };
        if (known.Why.Length > 0)
        {
            rule["fullDescription"] = Text(known.Why);
        }

        return rule;
    }

    private static IEnumerable<JsonNode> Results(GateCase known, int index)
    {
        if (known.Holds)
        {
            yield return Result(known, index, "pass", "none", $"holds: {known.Title}", known.Rule);
        }

        // Neither held nor failed: SARIF calls that open.
        if (known.NotRun)
        {
            yield return Result(known, index, "open", "none", known.Title, known.Rule);
        }

        foreach (var finding in known.Reported)
        {
            yield return Result(
                known, index, "fail", "note", $"{finding.Subject}, reported: {finding.Evidence}", finding.Subject);
        }

        foreach (var finding in known.Findings)
        {
            yield return Failed(known, index, finding);
        }

        foreach (var waived in known.Waived)
        {
            var result = Failed(known, index, waived.Finding);
            result["suppressions"] = new JsonArray(new JsonObject
            {
                ["kind"] = "external",
                ["status"] = "accepted",
                ["justification"] = $"waiver {waived.Waiver}, {waived.Owner}, until {EvidenceJson.Time(waived.Until)}: "
                    + waived.Reason,
            });
            yield return result;
        }
    }

    private static JsonObject Failed(GateCase known, int index, GateFinding finding) => Result(
        known, index, "fail", LevelOf(known.Severity),
        $"{finding.Subject}: expected {finding.Expected}; {finding.Evidence}. See it: {finding.Reproduce}",
        finding.Subject);

    private static JsonObject Result(
        GateCase known, int index, string kind, string level, string message, string subject)
    {
        var location = new JsonObject
        {
            ["logicalLocations"] = new JsonArray(
                new JsonObject { ["fullyQualifiedName"] = $"{known.Gate}/{subject}" }),
        };
        if (known.Definition is { } file)
        {
            location["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = file },
            };
        }

        return new JsonObject
        {
            ["ruleId"] = known.Rule,
            ["ruleIndex"] = index,
            ["kind"] = kind,
            ["level"] = level,
            ["message"] = Text(message),
            ["locations"] = new JsonArray(location),
        };
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    // SARIF knows three levels; critical and high both stop a release.
    private static string LevelOf(Severity severity) => severity switch
    {
        Severity.Low => "note",
        Severity.Medium => "warning",
        _ => "error",
    };
}
