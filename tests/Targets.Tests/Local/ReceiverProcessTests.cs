using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

/// <summary>The real receiver, as the local target starts it.</summary>
public sealed class ReceiverProcessTests : IAsyncLifetime
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string Image = "web@0123456789ab";
    private static readonly InstanceId Instance = new("web-a");

    private readonly TemporaryState _state = new();
    private readonly ReceiverProcess _receiver;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public ReceiverProcessTests() => _receiver = new ReceiverProcess(_state.Directory);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _receiver.StopAsync(() => false, CancellationToken.None);
        _client.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task One_receiver_runs_however_often_it_is_asked_for_and_comes_back_on_its_port()
    {
        var ports = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => Task.Run(() => _receiver.EnsureAsync(Cancellation), Cancellation)));
        var port = Assert.Single(ports.Distinct());
        await _receiver.StopAsync(() => true, Cancellation);
        Assert.True(_receiver.IsRunning);
        await _receiver.StopAsync(() => false, Cancellation);
        Assert.False(_receiver.IsRunning);
        Assert.Equal(port, await _receiver.EnsureAsync(Cancellation));
    }

    [Fact]
    public async Task A_port_that_a_stranger_took_is_a_clear_error()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var port = ((IPEndPoint)stranger.LocalEndpoint).Port;
        new ReceiverFiles(_state.Directory).WritePort(port);
        var error = await Assert.ThrowsAsync<ForgeException>(() => _receiver.EnsureAsync(Cancellation));
        Assert.Equal(ForgeError.Environment, error.Error);
        Assert.Contains($"port {port} of the heartbeat receiver is taken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_enrols_once_and_then_reports()
    {
        var port = await _receiver.EnsureAsync(Cancellation);
        var database = new ForgeDatabase(_state.Directory);
        var token = await new StoredEnrolments(database, TimeProvider.System).IssueAsync(Instance, Cancellation);
        var enrolment = $$"""{"instance":"web-a","secret":"{{Secret}}"}""";
        const string Sensor = """{"healthy":true,"state":"31 rules","lastEventAt":1700000000}""";
        const string Beat =
            """{"instance":"web-a","image":"web@0123456789ab","sensors":{"auditd":""" + Sensor + "}}";

        Assert.Equal(401, await PostAsync(port, "beats", Secret, Beat));
        Assert.Equal(401, await PostAsync(port, "enrol", "wrong", enrolment));
        Assert.Equal(204, await PostAsync(port, "enrol", token, enrolment));
        Assert.Equal(204, await PostAsync(port, "enrol", token, enrolment));
        Assert.Equal(401, await PostAsync(port, "enrol", token, Changed(enrolment, "0123", "3210")));
        Assert.Equal(401, await PostAsync(port, "beats", token, Beat));
        Assert.Equal(401, await PostAsync(port, "beats", Secret, Changed(Beat, "web-a", "web-b")));
        Assert.Equal(204, await PostAsync(port, "beats", Secret, Beat));

        var last = (await new StoredHeartbeats(database).LastAsync(Instance, Cancellation))!;
        Assert.Equal(Image, last.Image);
        Assert.Equal(
            new(true, "31 rules", DateTimeOffset.FromUnixTimeSeconds(1700000000)), last.Sensors["auditd"]);

        foreach (var bad in BadBeats(Beat))
        {
            Assert.Equal(400, await PostAsync(port, "beats", Secret, bad));
        }

        Assert.Equal(413, await PostAsync(port, "beats", Secret, new string(' ', 20_000)));
    }

    [Fact]
    public async Task Guessing_is_slowed_and_locks_nobody_out()
    {
        var port = await _receiver.EnsureAsync(Cancellation);
        var enrolments = new StoredEnrolments(new ForgeDatabase(_state.Directory), TimeProvider.System);
        var token = await enrolments.IssueAsync(Instance, Cancellation);
        var enrolment = $$"""{"instance":"web-a","secret":"{{Secret}}"}""";
        var answers = new HashSet<int>();
        for (var guess = 0; guess < 130; guess++)
        {
            answers.Add(await PostAsync(port, "enrol", $"guess-{guess}", enrolment));
        }

        Assert.Equal([401, 429], answers.Order());
        Assert.Equal(204, await PostAsync(port, "enrol", token, enrolment));
    }

    private static string[] BadBeats(string beat) =>
    [
        "",
        "{",
        "[]",
        Changed(beat, "web-a", "../web"),
        Changed(beat, "\"web-a\"", "null"),
        Changed(beat, Image, "web"),
        Changed(beat, "31 rules", @"\u001b[31mred"),
        Changed(beat, "31 rules", new string('x', 300)),
        Changed(beat, "1700000000", "-1"),
        Changed(beat, "1700000000", "9999999999999"),
        Changed(beat, "\"sensors\"", "\"senors\""),
        Changed(beat, "{\"instance\"", "{\"more\":1,\"instance\""),
        Changed(beat, "{\"instance\"", "{\"instance\":\"web-b\",\"instance\""),
    ];

    private static string Changed(string body, string part, string other)
    {
        Assert.Contains(part, body, StringComparison.Ordinal);
        return body.Replace(part, other, StringComparison.Ordinal);
    }

    private async Task<int> PostAsync(int port, string path, string bearer, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/v1/{path}");
        request.Headers.Authorization = new("Bearer", bearer);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }
}
