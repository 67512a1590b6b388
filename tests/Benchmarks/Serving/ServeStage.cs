using System.Collections.Immutable;
using System.Net;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Access;
using ImageForge.Engine.Sensors;
using ImageForge.Targets;
using ImageForge.Targets.Local;
using ImageForge.Targets.Service;
using ImageForge.Targets.Simulated.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Benchmarks.Serving;

/// <summary>
/// The service as it is shipped, with its embedded database, over a simulated cloud that has one big fleet; and
/// whoever takes the beats of that fleet, into the same database.
/// </summary>
internal sealed class ServeStage : IAsyncDisposable
{
    private const string Fleet = "bench";
    private static readonly ImageName Image = new("web");
    private readonly string _root;
    private readonly CloudProcess _cloud;
    private readonly ServiceProcess _service;
    private readonly Rooms _rooms;
    private readonly ReceiverProcess _receiver;

    private ServeStage(string root, CloudProcess cloud, ServiceProcess service, Rooms rooms)
    {
        (_root, _cloud, _service, _rooms) = (root, cloud, service, rooms);
        _receiver = new ReceiverProcess(rooms.State);
    }

    public Uri Address => _service.Address;

    /// <summary>What a viewer sends.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Every instance of the fleet.</summary>
    public ImmutableArray<InstanceId> Instances { get; private set; }

    /// <summary>Where they send their beats.</summary>
    public Uri Receiver { get; private set; } = new("http://127.0.0.1");

    public IEnrolments Enrolments => new StoredEnrolments(_rooms.Database, TimeProvider.System);

    /// <summary>The processes whose memory counts.</summary>
    public IReadOnlyList<MemoryWatch> Memory { get; private set; } = [];

    public static async Task<ServeStage> StartAsync(string root, int instances, CancellationToken cancellationToken)
    {
        Write(root, "images/web/image.yaml", """
            name: web
            base: { distribution: debian, suite: bookworm, architecture: amd64 }
            ports: [{ number: 80 }]
            health: { port: 80, path: /healthz }

            """);
        Write(root, $"schedules/{Fleet}.yaml", $"fleet: {Fleet}\nimage: web\ndesired: {instances}\nwindows: always\n");
        var cloud = await CloudProcess.StartAsync(
            new CloudOrder
            {
                Seed = 1,
                Images = [Image],
                Fleet = FleetTerms.Of(new RotationPolicy
                {
                    Fleet = new FleetName(Fleet), Image = Image, Desired = instances,
                }),
                Instances = instances,
            },
            new IPEndPoint(IPAddress.Loopback, 0), cancellationToken);
        var state = Path.Combine(root, "s");
        var target = $"simulated:{cloud.Address}";
        var service = await ServiceProcess.StartAsync(
            ServiceOrder.Parse(new ServiceWords
            {
                State = state, Definitions = root, Target = target, Listen = "127.0.0.1:0", Offline = true,
            }),
            cancellationToken);
        var rooms = new Rooms(
            new StateDirectory(state), root, TargetChoice.Parse(target), NullLoggerFactory.Instance);
        var stage = new ServeStage(root, cloud, service, rooms);
        await stage.PrepareAsync(cancellationToken);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.StopAsync(() => false, CancellationToken.None);
        _rooms.Dispose();
        _service.Dispose();
        await _cloud.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Receiver = new Uri($"http://127.0.0.1:{await _receiver.EnsureAsync(cancellationToken)}");
        Token = (await _rooms.Tokens.CreateAsync(
            "bench", Role.Viewer, TimeSpan.FromDays(1), Actor.Account(), cancellationToken)).Text;
        var snapshot = await _rooms.LookAsync(new FleetName(Fleet), cancellationToken);
        Instances = [.. snapshot.Instances.Select(view => view.Id)];
        var service = new MemoryWatch("service", _service.Id);
        var receiver = new ReceiverFiles(_rooms.State).ReadIdentity()!.Pid;
        Memory = receiver == _service.Id ? [service] : [service, new MemoryWatch("receiver", receiver)];
    }

    private static void Write(string root, string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
