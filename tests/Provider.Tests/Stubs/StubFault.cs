using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Stubs;

/// <summary>A call that the provider refused, as a client sees it.</summary>
internal sealed class StubFault(JsonObject answer) : Exception((string?)answer["error"])
{
    /// <summary>gRPC's status.</summary>
    public int Code { get; } = (int?)answer["code"]
        ?? throw new InvalidOperationException($"the bridge itself failed: {answer.ToJsonString()}");

    /// <summary>The code within the details; null: there are none.</summary>
    public int? DetailCode { get; } = (int?)answer["detailCode"];

    /// <summary>What ErrorResourceInitFailed says; null: nothing is there.</summary>
    public JsonObject? InitFailed { get; } = answer["details"]?.AsArray()
        .Where(detail => (string?)detail!["type"] == "pulumirpc.ErrorResourceInitFailed")
        .Select(detail => detail!["value"]!.AsObject()).FirstOrDefault();
}
