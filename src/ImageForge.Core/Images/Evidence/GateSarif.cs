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
        return SarifLog.Of(
            toolVersion, $"{artifact.Id.Image}/{artifact.Id.PlanDigest.Hex}", cases.Select(Rule),
            cases.SelectMany((known, index) => Results(known, index)));
    }

    private static JsonNode Rule(GateCase known)
    {
        var rule = new JsonObject
        {
            ["id"] = known.Rule,
            ["shortDescription"] = SarifLog.Text(known.Title),
            ["defaultConfiguration"] = new JsonObject { ["level"] = SarifLog.LevelOf(known.Severity) },
            ["properties"] = new JsonObject
            {
                ["tags"] = new JsonArray([known.Gate, .. known.References.Select(reference => (JsonNode)reference)]),
            },
        };
        if (known.Why.Length > 0)
        {
            rule["fullDescription"] = SarifLog.Text(known.Why);
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
            result["suppressions"] = new JsonArray(
                SarifLog.Accepted(waived.Waiver, waived.Owner, waived.Until, waived.Reason));
            yield return result;
        }
    }

    private static JsonObject Failed(GateCase known, int index, GateFinding finding) => Result(
        known, index, "fail", SarifLog.LevelOf(known.Severity),
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
            ["message"] = SarifLog.Text(message),
            ["locations"] = new JsonArray(location),
        };
    }
}
