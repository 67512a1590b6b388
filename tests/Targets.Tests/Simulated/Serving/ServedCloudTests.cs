using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Serving;

namespace ImageForge.Targets.Tests.Simulated.Serving;

/// <summary>What a served cloud does to those who share it, and what they hear when it is not there.</summary>
public sealed class ServedCloudTests
{
    // Far more than EC2's bucket holds, and than comes back to it in a few seconds.
    private const int Looks = 300;
    private static readonly FleetName Fleet = new("web");
    private static readonly InstanceId Instance = new("web-a");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_see_the_same_instances_and_an_older_writer_is_noticed()
    {
        await using var stage = await CloudStage.StartAsync(CloudStage.Order with { Fleet = Terms(2), Instances = 2 });
        var (first, second) = (stage.Target(_ => 1), stage.Target(_ => 2));
        var seen = await first.ObserveAsync(Fleet, Cancellation);
        Assert.Equal(seen.Instances, (await second.ObserveAsync(Fleet, Cancellation)).Instances, SameButBeats);
        var (one, other) = (seen.Instances[0].Id, seen.Instances[1].Id);
        await second.DrainAsync(Fleet, one, Cancellation);
        Assert.NotEqual(ServiceState.InService, (await first.ObserveAsync(Fleet, Cancellation)).Instances[0].Service);
        await first.DrainAsync(Fleet, other, Cancellation);

        // Both stood at the floor: each drain went below it, and the second came from a writer of before.
        var fleet = Assert.Single((await stage.EndAsync()).Fleets);
        Assert.Equal(2, fleet.Epoch);
        Assert.Equal(
            [
                (BreachKind.Floor, one, true), (BreachKind.StaleWriter, other, true), (BreachKind.Floor, other, true),
            ],
            fleet.Breaches.Select(breach => (breach.Kind, breach.Instance, breach.IsForeseeable)));
        Assert.Equal(-2, fleet.Figures.LowestAgainstFloor);
    }

    [Fact]
    public async Task A_lost_answer_is_a_broken_connection_and_the_act_is_done()
    {
        await using var stage = await CloudStage.StartAsync(CloudStage.Order with { Faults = "answer-lost=1" });
        var target = stage.Target();
        var lost = await Assert.ThrowsAsync<TargetException>(() => LaunchAsync(stage, target));
        Assert.True(lost.IsTransient);
        Assert.Contains("before the answer", lost.Message, StringComparison.Ordinal);
        Assert.Equal(Instance, Assert.Single((await target.ObserveAsync(Fleet, Cancellation)).Instances).Id);
        var counters = (await stage.EndAsync()).Counters;
        Assert.Equal((1, 1), (counters.Launches, counters.Calls[ApiAction.Launch]));
    }

    [Fact]
    public async Task A_late_act_is_not_answered_for_as_long_as_its_sender_waits()
    {
        await using var stage = await CloudStage.StartAsync(CloudStage.Order with { Faults = "answer-late=1" });
        var target = stage.Target();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LaunchAsync(stage, target, patience.Token));
        Assert.Empty((await target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Equal(1, (await stage.EndAsync()).Counters.Calls[ApiAction.Launch]);
    }

    [Fact]
    public async Task Full_zones_and_empty_buckets_are_told_as_such()
    {
        await using var stage = await CloudStage.StartAsync(
            CloudStage.Order with { Faults = "capacity-shortage=1000000", Limits = "ec2" });
        var target = stage.Target();
        Assert.Equal("ec2", target.Limits!.Name);
        var full = await Assert.ThrowsAsync<TargetException>(() => LaunchAsync(stage, target));
        Assert.True(full is { IsCapacity: true, IsThrottled: false, IsTransient: false });

        var looks = Enumerable.Range(0, Looks).Select(_ => target.ObserveAsync(Fleet, Cancellation)).ToList();
        var refused = await Assert.ThrowsAsync<TargetException>(() => Task.WhenAll(looks));
        Assert.True(refused is { IsThrottled: true, IsTransient: true, IsCapacity: false });
        var throttled = looks.Count(look => look.IsFaulted);
        Assert.Equal(throttled, (await stage.EndAsync()).Counters.Throttled[ApiAction.Describe]);
    }

    [Fact]
    public async Task A_look_older_than_the_cloud_shows_the_fleet_of_its_start()
    {
        await using var stage = await CloudStage.StartAsync(
            CloudStage.Order with { Fleet = Terms(2), Instances = 2, Faults = "stale-look=1" });
        var seen = await stage.Target().ObserveAsync(Fleet, Cancellation);
        Assert.Equal(["web-old00000", "web-old00001"], seen.Instances.Select(view => view.Id.Value));
        Assert.Equal(1, (await stage.EndAsync()).Counters.Faults[FaultKind.StaleLook]);
    }

    [Fact]
    public async Task A_cloud_that_takes_the_place_of_another_is_not_taken_for_it()
    {
        var stage = await CloudStage.StartAsync(CloudStage.Order);
        var target = stage.Target();
        var port = stage.Address.Port;
        await stage.EndAsync();
        var gone = await Assert.ThrowsAsync<TargetException>(() => target.ObserveAsync(Fleet, Cancellation));
        Assert.True(gone.IsTransient);
        Assert.Contains("cannot be reached", gone.Message, StringComparison.Ordinal);

        await using var next = await CloudProcess.StartAsync(
            CloudStage.Order, new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        var other = await Assert.ThrowsAsync<ForgeException>(() => target.ObserveAsync(Fleet, Cancellation));
        Assert.Equal(ForgeError.External, other.Error);
        Assert.Contains("another one answers in its place", other.Message, StringComparison.Ordinal);
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task A_taken_port_is_told_and_nothing_is_left_running()
    {
        await using var stage = await CloudStage.StartAsync(CloudStage.Order);
        var taken = await Assert.ThrowsAsync<ForgeException>(() => CloudProcess.StartAsync(
            CloudStage.Order, new IPEndPoint(IPAddress.Loopback, stage.Address.Port), Cancellation));
        Assert.Equal(ForgeError.Environment, taken.Error);
        Assert.Contains($"127.0.0.1:{stage.Address.Port}: is taken", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_there_and_something_else_there_are_told_apart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        var answering = Task.Run(async () =>
        {
            using var connection = await listener.AcceptTcpClientAsync(Cancellation);
            var stream = connection.GetStream();
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: Cancellation);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmoin"),
                Cancellation);
        }, Cancellation);
        var stranger = Assert.Throws<ForgeException>(() => CloudClient.Connect(address));
        await answering;
        listener.Stop();
        var nobody = Assert.Throws<ForgeException>(() => CloudClient.Connect(address));
        Assert.Equal((ForgeError.External, ForgeError.External), (stranger.Error, nobody.Error));
        Assert.Contains("is no simulated cloud of this version", stranger.Message, StringComparison.Ordinal);
        Assert.Contains("no simulated cloud answers at", nobody.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "fleets/..%2Fweb", "", 400)]
    [InlineData("POST", "fleets/web/acts", "{", 409)]
    [InlineData("POST", "fleets/web/acts", """{"action":"Launch","instance":"web-a"}""", 409)]
    [InlineData("POST", "fleets/web/acts", """{"action":"Describe","instance":"web-a"}""", 409)]
    [InlineData("PUT", "fleets/web", "null", 409)]
    [InlineData("GET", "nothing", "", 404)]
    public async Task Bad_requests_are_refused_and_change_nothing(string method, string path, string body, int status)
    {
        await using var stage = await CloudStage.StartAsync(CloudStage.Order);
        var client = stage.Connect();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(stage.Address, $"v1/clouds/{client.Card.Id}/{path}"))
        {
            Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null,
        };
        using var response = await http.SendAsync(request, Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
        var report = await stage.EndAsync();
        Assert.Equal(0, report.Counters.Launches);
        Assert.Empty(report.Fleets);
    }

    private static Task LaunchAsync(
        CloudStage stage, ServedFleetTarget target, CancellationToken? cancellationToken = null) =>
        target.LaunchAsync(
            Fleet,
            new RotationCommand.Launch(
                Instance, CloudStage.NextImage(stage.Connect()), 0, 1, "token", null, "a test") { Zone = "zone-a" },
            cancellationToken ?? Cancellation);

    private static FleetTerms Terms(int desired) => FleetTerms.Of(new RotationPolicy
    {
        Fleet = Fleet,
        Image = CloudStage.Image,
        Desired = desired,
        MinHealthyPercentage = 100,
    });

    private static bool SameButBeats(InstanceView one, InstanceView other) =>
        one with { LastBeatAt = null } == other with { LastBeatAt = null };
}
