using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Access;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Simulated.Serving;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The real service takes detections: by its interface, and in the place of the receiver.</summary>
public sealed class DetectionServiceTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(2);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task A_detection_quarantines_an_instance_of_a_simulated_cloud_and_everything_else_is_refused()
    {
        _tree.WriteSchedule(cron: "0 3 1 1 *", windows: """
            always
            onDetection: [{ severity: alert, action: quarantine }]
            """);
        await using var cloud = await CloudStage.StartAsync(Order);
        using var service = await ServiceProcessRun.StartAsync(
            _state.Directory.Root, _tree.Root, $"simulated:{cloud.Address}");
        await service.UntilLoggedAsync("Schedule web is in force", SoonMax);
        var instances = (await cloud.Target().ObserveAsync(new FleetName("web"), Cancellation)).Instances;
        var bad = instances[0].Id.Value;

        var (status, receipt) = await PostAsync(service, Plain(bad));
        Assert.Equal(200, status);
        var line = receipt.GetProperty("detections")[0];
        Assert.Equal("Recorded", line.GetProperty("state").GetString());
        Assert.True(line.GetProperty("taken").GetBoolean());
        var again = (await PostAsync(service, Plain(bad))).Body.GetProperty("detections")[0];
        Assert.Equal("Known", again.GetProperty("state").GetString());
        Assert.Equal(
            line.GetProperty("detection").GetString(), again.GetProperty("detection").GetString());

        await RefusedAsync(service);
        await service.UntilAsync(
            SoonMax,
            async () => (await IncidentAsync(service)).GetProperty("isolatedAt").ValueKind != JsonValueKind.Null
                && (await IncidentAsync(service)).GetProperty("replacedAt").ValueKind != JsonValueKind.Null,
            "it is isolated and replaced");
        var seen = (await cloud.Target().ObserveAsync(new FleetName("web"), Cancellation)).Instances;
        Assert.True(seen.Single(view => view.Id.Value == bad).Isolated);
        Assert.Equal(0, (await service.TerminateAsync()).ExitCode);
        Assert.Empty(Assert.Single((await cloud.EndAsync()).Fleets).Breaches);
    }

    [Fact]
    public async Task The_service_is_the_receiver_while_it_runs_and_a_restart_loses_no_port()
    {
        var receiver = new ReceiverProcess(_state.Directory);
        var port = await receiver.EnsureAsync(Cancellation);
        try
        {
            await EnrolAsync(port);
            Assert.Equal(503, await ReceiverAsync(port, "detections", Beacon("web-a")));

            using (var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root))
            {
                Assert.Equal(port, await receiver.EnsureAsync(Cancellation));
                Assert.Equal(204, await ReceiverAsync(port, "beats", Beat));

                // Its own secret, and no fleet that it would belong to.
                Assert.Equal(404, await ReceiverAsync(port, "detections", Beacon("web-a")));
                Assert.Equal(401, await ReceiverAsync(port, "detections", Beacon("web-b")));
                Assert.Equal(400, await ReceiverAsync(port, "detections", "{}"));
                Assert.Equal(413, await ReceiverAsync(port, "detections", new string(' ', 20_000)));

                // Nobody who finds the receiver unneeded ends the service.
                await receiver.StopAsync(() => false, Cancellation);
                Assert.Equal(204, await ReceiverAsync(port, "beats", Beat));
                await service.KillAsync();
            }

            Assert.Equal(port, await receiver.EnsureAsync(Cancellation));
            Assert.Equal(204, await ReceiverAsync(port, "beats", Beat));
        }
        finally
        {
            await receiver.StopAsync(() => false, CancellationToken.None);
        }
    }

    private static CloudOrder Order => CloudStage.Order with
    {
        Quicker = 40,
        Instances = 4,
        Fleet = FleetTerms.Of(new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = CloudStage.Image,
            Desired = 4,
            MinHealthyPercentage = 100,
            MaxHealthyPercentage = 150,
            InstanceWarmup = TimeSpan.FromSeconds(1),
        }),
    };

    private static async Task RefusedAsync(ServiceProcessRun service)
    {
        Assert.Equal(404, (await PostAsync(service, Plain("nobody"))).Status);
        Assert.Equal(400, (await PostAsync(service, "{")).Status);
        Assert.Equal(400, (await PostAsync(service, """{"rule":"r"}""")).Status);
        Assert.Equal(415, (await PostAsync(service, Plain("nobody"), "text/plain")).Status);
        Assert.Equal(413, (await PostAsync(service, new string(' ', 1_100_000))).Status);
        Assert.Equal(400, (await service.AskAsync("v1/detections?limit=0")).Status);
        Assert.Equal(400, (await service.AskAsync("v1/detections?cursor=!")).Status);
        Assert.Equal(404, (await service.AskAsync("v1/detections/d-0")).Status);
    }

    private static async Task<JsonElement> IncidentAsync(ServiceProcessRun service) =>
        (await service.GetAsync("v1/detections?fleet=web")).GetProperty("detections")[0].GetProperty("incident");

    private static string Plain(string instance) =>
        $$"""{"instance":"{{instance}}","rule":"beaconing","severity":"alert","at":"2026-01-01T00:00:00Z"}"""
            .Replace("2026-01-01T00:00:00Z", $"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH}:00:00Z", StringComparison.Ordinal);

    private const string Beat = """{"instance":"web-a","image":"web@0123456789ab","sensors":{}}""";

    private static string Beacon(string instance)
    {
        var keys = Convert.ToHexString(Encoding.ASCII.GetBytes("tier:alert\u0001if:cron-table\u0001attack:T1053.003"));
        return $$"""{"instance":"{{instance}}","audit":["type=SYSCALL msg=audit({{Now}}.000:7): key={{keys}}"]}""";
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private async Task EnrolAsync(int port)
    {
        var enrolments = new StoredEnrolments(new ForgeDatabase(_state.Directory), TimeProvider.System);
        var token = await enrolments.IssueAsync(new InstanceId("web-a"), Cancellation);
        Assert.Equal(
            204, await ReceiverAsync(port, "enrol", $$"""{"instance":"web-a","secret":"{{Secret}}"}""", token));
    }

    private static async Task<(int Status, JsonElement Body)> PostAsync(
        ServiceProcessRun service, string body, string media = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, media);
        using var response = await service.SendAsync(
            HttpMethod.Post, "v1/detections", await service.TokenAsync(Role.Detector), content);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return ((int)response.StatusCode, text.Length > 0 ? JsonDocument.Parse(text).RootElement : default);
    }

    private async Task<int> ReceiverAsync(int port, string path, string body, string bearer = Secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }
}
