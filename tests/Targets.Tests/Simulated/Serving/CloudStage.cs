using System.Net;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Targets.Tests.Simulated.Serving;

/// <summary>A server with a simulated cloud, as a process of its own, and connections to it.</summary>
internal sealed class CloudStage : IAsyncDisposable
{
    public static readonly ImageName Image = new("web");
    private readonly CloudProcess _process;
    private readonly List<CloudClient> _clients = [];

    private CloudStage(CloudProcess process) => _process = process;

    public Uri Address => _process.Address;

    /// <summary>Boots in a tenth of the usual time, from a cloud in which nothing is yet.</summary>
    public static CloudOrder Order { get; } = new() { Seed = 1, Quicker = 10, Images = [Image] };

    public static async Task<CloudStage> StartAsync(CloudOrder order) => new(await CloudProcess.StartAsync(
        order, new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken));

    public CloudClient Connect()
    {
        var client = CloudClient.Connect(Address);
        _clients.Add(client);
        return client;
    }

    /// <summary>The way of another engine process into the cloud.</summary>
    public ServedFleetTarget Target(Func<FleetName, long?>? epochOf = null) => new(Connect(), epochOf);

    public static ArtifactId NextImage(CloudClient client) => client.Card.Images.MaxBy(image => image.BuiltAt)!.Id;

    /// <summary>Ends the server as its starter would, and returns what it counted.</summary>
    public async Task<CloudReport> EndAsync() =>
        await _process.WaitAsync(new CancellationToken(canceled: true))
        ?? throw new InvalidOperationException("the server said nothing at its end");

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _process.DisposeAsync();
    }
}
