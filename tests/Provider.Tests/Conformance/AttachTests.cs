using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>A process that a developer started and engines attach to (case 41 of the protocol's sheet).</summary>
public sealed class AttachTests
{
    [Fact]
    public async Task One_process_serves_one_engine_after_the_other()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var provider = await bench.StartBareAsync();
        for (var round = 1; round <= 2; round++)
        {
            var engine = await bench.Bridge.ServeEngineAsync();
            await provider.CallAsync("Handshake", new JsonObject { ["engine_address"] = engine });
            await provider.CallAsync("Attach", new JsonObject { ["address"] = engine });
            await bench.ConfigureAsync(provider);
            var image = new EngineResource(provider, ProviderBench.ImageType, $"round-{round}");
            await image.CreateAsync(new JsonObject { ["definition"] = "web" });
            Assert.StartsWith("web/", image.Id, StringComparison.Ordinal);
            Assert.Contains(bench.Bridge.Logs, line => line.Engine == engine && line.Urn == image.Urn);
            await provider.CallAsync("Cancel");

            // What was cancelled stays cancelled until somebody comes anew.
            var fault = await Assert.ThrowsAsync<StubFault>(() => image.UpdateAsync(
                new JsonObject { ["definition"] = "web", ["channel"] = "stable" }));
            Assert.Contains(fault.Code, new[] { 1, 2 });
        }

        Assert.False(provider.HasExited);
    }
}
