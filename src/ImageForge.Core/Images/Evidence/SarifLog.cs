using System.Text.Json.Nodes;

namespace ImageForge.Core.Images.Evidence;

/// <summary>A SARIF 2.1.0 log of one run, and the parts of it that every one of ours has.</summary>
public static class SarifLog
{
    /// <param name="id">What the run was about: runs of the same thing share it.</param>
    public static string Of(
        string toolVersion, string id, IEnumerable<JsonNode> rules, IEnumerable<JsonNode> results) => new JsonObject
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
                    ["rules"] = new JsonArray([.. rules]),
                },
            },
            ["automationDetails"] = new JsonObject { ["id"] = id },
            ["results"] = new JsonArray([.. results]),
        }),
    }.ToJsonString(EvidenceJson.Readable);

    public static JsonObject Text(string text) => new() { ["text"] = text };

    /// <summary>That somebody accepted a result for a time.</summary>
    public static JsonObject Accepted(string waiver, string owner, DateTimeOffset until, string reason) => new()
    {
        ["kind"] = "external",
        ["status"] = "accepted",
        ["justification"] = $"waiver {waiver}, {owner}, until {EvidenceJson.Time(until)}: {reason}",
    };

    /// <summary>SARIF knows three levels; critical and high both stop a release.</summary>
    public static string LevelOf(Severity severity) => severity switch
    {
        Severity.Low => "note",
        Severity.Medium => "warning",
        _ => "error",
    };
}
