using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Targets.Tests.Simulated.Serving;

/// <summary>The contract through a server, in real time.</summary>
public sealed class ServedFleetContract : FleetTargetContract, IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _user = new(new SocketsHttpHandler { UseProxy = false });
    private CloudStage _stage = null!;
    private CloudClient _client = null!;

    protected override IFleetTarget Target => field ??= new ServedFleetTarget(_client);
    protected override ArtifactId Image => CloudStage.NextImage(_client);
    protected override HealthProbe Health => new(80, "/healthz");

    public async ValueTask InitializeAsync()
    {
        _stage = await CloudStage.StartAsync(CloudStage.Order);
        _client = _stage.Connect();
    }

    public async ValueTask DisposeAsync()
    {
        _user.Dispose();
        await _stage.DisposeAsync();
    }

    protected override void Kill(InstanceView instance)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Delete, new Uri(_stage.Address, $"v1/clouds/{_client.Card.Id}/instances/{instance.Id}"));
        using var response = _user.Send(request, Cancellation);
        response.EnsureSuccessStatusCode();
    }

    protected override async Task WaitAsync(TimeSpan limit, Func<Task<bool>> condition, Func<string> state)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(waited.Elapsed < limit, state());
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    protected override async Task<int> StatusAsync()
    {
        using var response = await _user.GetAsync(await Target.EndpointAsync(Fleet, Cancellation), Cancellation);
        return (int)response.StatusCode;
    }

    protected override async Task<int?> AskDirectlyAsync(InstanceView instance) =>
        await FindAsync(instance.Id) is { Isolated: false, App.IsHealthy: true } ? Health.Status : null;
}
