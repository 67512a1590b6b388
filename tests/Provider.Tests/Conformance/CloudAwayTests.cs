using System.Net;
using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Simulated.Serving;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>
/// A target that does not answer: what is said of a program needs none (cases 20 and 27 of the protocol's sheet).
/// </summary>
public sealed class CloudAwayTests
{
    private const int Unavailable = 14;

    [Fact]
    public async Task A_cloud_that_is_away_fails_what_touches_it_and_nothing_else()
    {
        await using var bench = await ProviderBench.CreateAsync();
        var port = FreePort();
        var provider = await bench.StartAsync(
            new JsonObject { ["target"] = $"simulated:http://127.0.0.1:{port}" });
        var fleet = new EngineResource(provider, ProviderBench.FleetType, "away");
        var news = new JsonObject { ["schedule"] = "web" };
        var inputs = await fleet.CheckedAsync(news);
        var fault = await Assert.ThrowsAsync<StubFault>(() => fleet.CreateAsync(news));
        Assert.Equal(Unavailable, fault.Code);
        Assert.Null(fault.InitFailed);
        fleet.Keep("web", inputs, inputs);
        Assert.Equal("DIFF_SOME", Wire.Changes(await fleet.DiffAsync(inputs)));

        // The same process finds it once it is there.
        await using var cloud = await CloudProcess.StartAsync(
            CloudStage.Order, new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        var image = new EngineResource(provider, ProviderBench.ImageType, "away");
        await image.CreateAsync(new JsonObject { ["definition"] = "web" });
        Assert.StartsWith("web/", image.Id, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
