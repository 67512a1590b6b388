using System.Text.Json.Nodes;
using ImageForge.Provider.Tests.Stubs;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Service;
using ImageForge.Targets.Tests.Simulated.Serving;

namespace ImageForge.Provider.Tests;

/// <summary>
/// A program's folder with one image and one fleet, a state of its own, a simulated cloud to run in, and an engine that
/// listens. Processes of the provider are started on it.
/// </summary>
internal sealed class ProviderBench : IAsyncDisposable
{
    public const string ImageType = "imageforge:index:GoldenImage";
    public const string FleetType = "imageforge:index:Fleet";
    public const string WaiverType = "imageforge:index:Waiver";

    private readonly TemporaryState _state = new();
    private readonly List<ProviderProcess> _processes = [];

    private ProviderBench(StubBridge bridge, CloudStage cloud, string engine) =>
        (Bridge, Cloud, Engine) = (bridge, cloud, engine);

    public StubBridge Bridge { get; }
    public CloudStage Cloud { get; }

    /// <summary>host:port of the engine that keeps what it is told.</summary>
    public string Engine { get; }

    public ServiceTree Tree { get; } = new();

    public string State => _state.Directory.Root;

    public string Target => $"simulated:{Cloud.Address}";

    /// <summary>What this engine was told.</summary>
    public IEnumerable<LogLine> Logs => Bridge.Logs.Where(line => line.Engine == Engine);

    public static async Task<ProviderBench> CreateAsync()
    {
        var bridge = await StubBridge.StartAsync();
        var cloud = await CloudStage.StartAsync(new CloudOrder { Seed = 1, Quicker = 100 });
        var bench = new ProviderBench(bridge, cloud, await bridge.ServeEngineAsync());
        bench.Tree.WriteSchedule(cron: "0 3 1 1 *", desired: 3, batch: 100);
        return bench;
    }

    public static string Urn(string type, string name) => $"urn:pulumi:dev::shop::{type}::{name}";

    /// <summary>A process that nobody has shaken hands with.</summary>
    public async Task<ProviderProcess> StartBareAsync(params IEnumerable<string> arguments)
    {
        var process = await ProviderProcess.StartAsync(
            Bridge, Tree.Root, new Dictionary<string, string> { ["IMAGEFORGE_STATE"] = State }, arguments);
        _processes.Add(process);
        return process;
    }

    /// <summary>A process as the engine has it before the first resource.</summary>
    /// <param name="configuration">Null: the simulated cloud.</param>
    public async Task<ProviderProcess> StartAsync(JsonObject? configuration = null)
    {
        var provider = await StartBareAsync(Engine);
        await HandshakeAsync(provider);
        await ConfigureAsync(provider, configuration);
        return provider;
    }

    public Task<JsonObject> HandshakeAsync(ProviderProcess provider) => provider.CallAsync(
        "Handshake",
        new JsonObject
        {
            ["engine_address"] = Engine, ["root_directory"] = Path.GetDirectoryName(Checkout.Plugin),
            ["program_directory"] = Path.GetDirectoryName(Checkout.Plugin), ["configure_with_urn"] = true,
            ["supports_views"] = true, ["supports_refresh_before_update"] = true, ["invoke_with_preview"] = true,
        });

    public async Task<JsonObject> ConfigureAsync(ProviderProcess provider, JsonObject? configuration = null) =>
        await provider.CallAsync("Configure", new JsonObject
        {
            ["args"] = configuration ?? new JsonObject { ["target"] = Target },
            ["acceptSecrets"] = true, ["acceptResources"] = true, ["sends_old_inputs"] = true,
            ["sends_old_inputs_to_delete"] = true,
        });

    /// <summary>Waits until this engine was told such a line.</summary>
    public async Task<LogLine> WaitForLogAsync(Func<LogLine, bool> isMeant)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (Logs.FirstOrDefault(isMeant) is { } line)
            {
                return line;
            }

            await look.WaitForNextTickAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Cloud.DisposeAsync();
        await Bridge.DisposeAsync();
        Tree.Dispose();
        _state.Dispose();
    }
}
