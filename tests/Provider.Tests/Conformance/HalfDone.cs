using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>What holds of every fleet that is there and not as it was ordered.</summary>
internal static class HalfDone
{
    // Of gRPC: the engine keeps what a detail says only under a code that leaves the state open.
    private const int Unknown = 2;

    public static void AssertKept(StubFault fault, string fleet)
    {
        Assert.Equal(Unknown, fault.Code);
        Assert.Equal(fault.Code, fault.DetailCode);
        Assert.Equal(fleet, (string?)fault.InitFailed?["id"]);
        Assert.Equal(fleet, (string?)fault.InitFailed!["properties"]!["schedule"]);
        Assert.Equal(fleet, (string?)fault.InitFailed["properties"]!["fleet"]);
        Assert.Empty(Wire.UnknownsIn(fault.InitFailed));
        Assert.NotEmpty(fault.InitFailed["reasons"]!.AsArray());
    }

    public static string ReasonsOf(StubFault fault) =>
        string.Join("\n", fault.InitFailed!["reasons"]!.AsArray().Select(reason => (string?)reason));

    /// <summary>The engine says Update to what was left half done, also without a difference.</summary>
    public static async Task RepairAsync(ProviderBench bench, EngineResource fleet, BenchSchedule quicker)
    {
        quicker.Write(bench.Tree);
        await fleet.UpdateAsync(new JsonObject { ["schedule"] = quicker.Fleet });
        Assert.Equal(1, (int?)fleet.Outputs["current"]);
        Assert.Equal("complete", (string?)fleet.Outputs["rotationState"]);
        Assert.Equal("DIFF_NONE", Wire.Changes(await fleet.DiffAsync(fleet.Inputs)));
    }
}
