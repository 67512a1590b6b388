using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Conformance;

/// <summary>A resource of each type, made and as it was ordered.</summary>
public sealed class DiffFixture : IAsyncLifetime
{
    private readonly BenchFixture _bench = new();
    private readonly Dictionary<string, EngineResource> _made = [];

    internal ProviderBench Bench => _bench.Bench;

    internal ProviderProcess Provider => _bench.Provider;

    public async ValueTask InitializeAsync()
    {
        await _bench.InitializeAsync();
        new BenchSchedule("diffed").Write(_bench.Bench.Tree);
        new BenchSchedule("other").Write(_bench.Bench.Tree);
        await MakeAsync(ProviderBench.ImageType, new JsonObject { ["definition"] = "web" });
        await MakeAsync(ProviderBench.FleetType, new JsonObject { ["schedule"] = "diffed" });
        await MakeAsync(ProviderBench.WaiverType, new JsonObject
        {
            ["id"] = "diffed", ["image"] = "web", ["owner"] = "team web", ["reason"] = "a reason that is long enough",
            ["cve"] = "CVE-2026-0001", ["expires"] = $"{DateTime.UtcNow.AddDays(30):yyyy-MM-dd}",
        });
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    internal EngineResource Of(string type) => _made[type];

    /// <summary>The same with another state.</summary>
    internal EngineResource Of(string type, EngineResourceState state)
    {
        var resource = new EngineResource(_bench.Provider, type, "diffed");
        resource.Keep(state.Id, state.Inputs, state.Outputs);
        return resource;
    }

    private async Task MakeAsync(string type, JsonObject news)
    {
        var resource = new EngineResource(_bench.Provider, type, "diffed");
        await resource.CreateAsync(news);
        _made[type] = resource;
    }
}
