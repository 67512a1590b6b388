using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageForge.Engine.Tests.Images;

/// <summary>The beacon itself, run by bash against a small receiver.</summary>
public sealed class BeaconTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imageforge-beacon-").FullName;
    private readonly TcpListener _receiver = new(IPAddress.Loopback, 0);

    public BeaconTests()
    {
        _receiver.Start();
        foreach (var folder in (string[])["credentials", "state", "lib/sensors.d"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
        }

        Write("credentials/imageforge.token", "one-time");
        Write("credentials/imageforge.instance", "web-1");
        Write("credentials/imageforge.receiver", $"127.0.0.1:{((IPEndPoint)_receiver.LocalEndpoint).Port}");
        Write("lib/image", "web@0123456789ab\n");
        var script = File.ReadAllText(Path.Combine(ShippedImages.Folder, "sensors/beacon/beacon"));
        Write("beacon", script.Replace("/usr/lib/imageforge", Path.Combine(_folder, "lib"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_beat_carries_what_every_probe_said()
    {
        Probe("auditd", "echo 'running, 71 rules'; echo 1700000000");
        Probe("other", "echo 'not running'; exit 1");
        Write("state/secret", "known");

        var (exitCode, requests) = await BeatAsync("204 No Content");

        Assert.Equal(0, exitCode);
        var request = Assert.Single(requests);
        Assert.StartsWith("POST /v1/beats HTTP/1.0\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer known\r\n", request, StringComparison.Ordinal);
        Assert.Equal(
            """{"instance":"web-1","image":"web@0123456789ab","sensors":"""
            + """{"auditd":{"healthy":true,"state":"running, 71 rules","lastEventAt":1700000000},"""
            + "\"other\"" + """:{"healthy":false,"state":"not running","lastEventAt":null}}}""",
            Body(request));
    }

    [Fact]
    public async Task It_beats_until_it_is_ended()
    {
        Write("state/secret", "known");
        using var process = Start("--every", "1");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var refused = await AnswerAsync("503 Service Unavailable", limit.Token);
        var next = await AnswerAsync("204 No Content", limit.Token);

        Assert.Equal(refused, next);
        Assert.False(process.HasExited);
        process.Kill(entireProcessTree: true);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_secret()
    {
        var (_, first) = await BeatAsync("");
        var (exitCode, second) = await BeatAsync("204 No Content", "204 No Content");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("POST /v1/enrol ", second[0], StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer one-time\r\n", second[0], StringComparison.Ordinal);
        Assert.Equal(Body(first[0]), Body(second[0]));
        var secret = JsonDocument.Parse(Body(second[0])).RootElement.GetProperty("secret").GetString();
        Assert.Matches(new Regex("^[0-9a-f]{64}$", RegexOptions.None, TimeSpan.FromSeconds(1)), secret);
        Assert.Contains($"Authorization: Bearer {secret}\r\n", second[1], StringComparison.Ordinal);
        var mode = File.GetUnixFileMode(Path.Combine(_folder, "state/secret"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public async Task A_refused_enrolment_fails_and_keeps_no_secret()
    {
        var (exitCode, _) = await BeatAsync("401 Unauthorized");

        Assert.Equal(1, exitCode);
        Assert.False(File.Exists(Path.Combine(_folder, "state/secret")));
    }

    [Theory]
    [InlineData("""printf '"},"x":{"\\\n'""", "\"},\"x\":{\"\\")]
    [InlineData("""printf 'a\tb\001c\177d\n'""", "a b c d")]
    [InlineData("""printf '\303\244\n'""", "  ")]
    [InlineData(""":""", "")]
    public async Task Nothing_a_probe_prints_breaks_the_beat(string probe, string state)
    {
        Probe("wild", probe);
        Write("state/secret", "known");

        var (_, requests) = await BeatAsync("204 No Content");

        var sensor = JsonDocument.Parse(Body(requests[0])).RootElement.GetProperty("sensors").GetProperty("wild");
        Assert.Equal(state, sensor.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, sensor.GetProperty("lastEventAt").ValueKind);
    }

    public void Dispose()
    {
        _receiver.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private void Probe(string id, string script)
    {
        var file = $"lib/sensors.d/{id}";
        Write(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(Path.Combine(_folder, file), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static string Body(string request) =>
        request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    // Runs the beacon once; answers its requests in turn, an empty answer by hanging up.
    private async Task<(int ExitCode, List<string> Requests)> BeatAsync(params string[] answers)
    {
        using var process = Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var requests = new List<string>();
        foreach (var answer in answers)
        {
            requests.Add(await AnswerAsync(answer, limit.Token));
        }

        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, requests);
    }

    private Process Start(params string[] options)
    {
        var beacon = Path.Combine(_folder, "beacon");
        var start = new ProcessStartInfo("bash", [beacon, .. options]) { UseShellExecute = false };
        start.Environment["CREDENTIALS_DIRECTORY"] = Path.Combine(_folder, "credentials");
        start.Environment["STATE_DIRECTORY"] = Path.Combine(_folder, "state");
        return Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
    }

    private async Task<string> AnswerAsync(string answer, CancellationToken cancellationToken)
    {
        using var client = await _receiver.AcceptTcpClientAsync(cancellationToken);
        var request = await ReadRequestAsync(client.GetStream(), cancellationToken);
        if (answer.Length > 0)
        {
            var text = Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\n\r\n");
            await client.GetStream().WriteAsync(text, cancellationToken);
        }

        return request;
    }

    private static async Task<string> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            Assert.True(count > 0, $"cut off: {text}");
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static bool IsWhole(string request)
    {
        var length = Regex.Match(
            request, @"Content-Length: (?<length>\d+)\r\n\r\n", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return length.Success && Body(request).Length >= int.Parse(length.Groups["length"].Value);
    }
}
