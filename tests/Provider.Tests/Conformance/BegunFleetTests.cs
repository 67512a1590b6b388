using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>A fleet that the program only wants begun: it returns at once, and says who goes on with it.</summary>
public sealed class BegunFleetTests
{
    [Fact]
    public async Task Started_returns_at_once_and_says_that_nobody_waits()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var provider = await bench.StartAsync();
        var image = new EngineResource(provider, ProviderBench.ImageType, "web");
        await image.CreateAsync(new JsonObject { ["definition"] = "web" });
        var fleet = new EngineResource(provider, ProviderBench.FleetType, "web");
        var wanted = new JsonObject
        {
            ["schedule"] = "web", ["image"] = (string)image.Outputs["version"]!, ["waitFor"] = "started",
        };
        await fleet.CreateAsync(wanted);
        Assert.Equal("under way", (string)fleet.Outputs["rotationState"]!);
        Assert.Equal(0, (int)fleet.Outputs["healthy"]!);
        await bench.WaitForLogAsync(line => line.Severity == 2 && line.Urn == fleet.Urn
            && line.Message.Contains("imageforge rotate web", StringComparison.Ordinal));

        // The same program that waits takes it up.
        wanted["waitFor"] = "complete";
        await fleet.UpdateAsync(wanted);
        Assert.Equal("complete", (string)fleet.Outputs["rotationState"]!);
        Assert.Equal(3, (int)fleet.Outputs["healthy"]!);
    }
}
