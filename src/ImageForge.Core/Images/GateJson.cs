using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageForge.Core.Detection;
using ImageForge.Core.Images.Secrets;

namespace ImageForge.Core.Images;

/// <summary>
/// Canonical JSON of gates: what decides a verdict. A control's title and reasons may change without a new artifact.
/// </summary>
internal static class GateJson
{
    /// <summary>What a detection policy asks, in one line.</summary>
    public static string PolicyText(DetectionPolicy policy) => string.Join(' ', [
        $"{policy.Within.TotalSeconds}", $"{policy.ChecksHealth}",
        .. policy.Required.Select(required => string.Join('+', [required.ScenarioId, .. required.RuleIds])),
    ]);

    public static string Of(IEnumerable<GatePlan> gates) =>
        new JsonArray([.. gates.Select(gate => (JsonNode)Of(gate))]).ToJsonString();

    private static JsonObject Of(GatePlan gate) => gate switch
    {
        GatePlan.Hardening hardening => new JsonObject
        {
            ["gate"] = gate.Name,
            ["checks"] = new JsonObject(hardening.Controls.Select(control =>
                KeyValuePair.Create<string, JsonNode?>(control.Id, JsonValue.Create(control.Check)))),
        },
        GatePlan.Ports ports => new JsonObject
        {
            ["gate"] = gate.Name,
            ["declared"] = new JsonArray([.. ports.Declared.Select(port => (JsonNode)JsonValue.Create($"{port}"))]),
        },
        GatePlan.Sensors sensors => new JsonObject
        {
            ["gate"] = gate.Name,
            ["expected"] = new JsonArray([.. sensors.Expected.Select(id => (JsonNode)JsonValue.Create(id))]),
        },
        GatePlan.Application { Probe: var probe } => new JsonObject
        {
            ["gate"] = gate.Name,
            ["port"] = probe.Port,
            ["path"] = probe.Path,
            ["status"] = probe.Status,
        },

        GatePlan.Clones { Identities: var identities } => new JsonObject
        {
            ["gate"] = gate.Name,
            ["identities"] = new JsonArray([.. identities.Select(path => (JsonNode)JsonValue.Create(path))]),
        },
        GatePlan.Detection { Scenarios: var scenarios, Policy: var policy } => new JsonObject
        {
            ["gate"] = gate.Name,
            ["scenarios"] = new JsonArray(
                [.. scenarios.Select(scenario => (JsonNode)JsonValue.Create(scenario.Digest.Hex))]),
            ["policy"] = PolicyText(policy),
        },
        GatePlan.Vulnerabilities { Rule: var rule } => new JsonObject
        {
            ["gate"] = gate.Name,
            ["feed"] = rule.RequiresFeed,
            ["refuseFrom"] = $"{rule.RefuseFrom}",
            ["unfixed"] = rule.RefusesUnfixed,
        },
        GatePlan.Freshness freshness => new JsonObject
        {
            ["gate"] = gate.Name,
            ["required"] = freshness.Required,
        },

        // The canary is derived from the digest that this text goes into.
        GatePlan.Residue => new JsonObject { ["gate"] = gate.Name },
        GatePlan.Secrets => new JsonObject
        {
            ["gate"] = gate.Name,
            ["catalogue"] = SecretCatalogue.Digest.Hex,
        },
        _ => throw new UnreachableException($"no case for {gate.GetType().Name}"),
    };
}
