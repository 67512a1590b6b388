using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageForge.Core.Detection;

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
        Write("beacon", script
            .Replace("/usr/lib/imageforge", Path.Combine(_folder, "lib"), StringComparison.Ordinal)
            .Replace("/var/log/audit/audit.log", Path.Combine(_folder, "trail"), StringComparison.Ordinal));
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

    [Fact]
    public async Task What_the_trail_says_of_attacks_is_told_once_in_its_own_words()
    {
        Write("state/secret", "known");
        Write("trail", Record(1, "signal") + Record(2) + "type=CWD msg=audit(1790000000.002:2): cwd=\"/root\"\n");
        var (exitCode, requests) = await BeatAsync("204 No Content", "200 OK");

        Assert.Equal(0, exitCode);
        Assert.StartsWith("POST /v1/detections HTTP/1.0\r\n", requests[1], StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer known\r\n", requests[1], StringComparison.Ordinal);
        var detection = Assert.Single(Told(requests[1]));
        Assert.Equal(("shadow-write", "web-1"), (detection.Rule, detection.Instance));
        Assert.Equal(["T1098", "T1136.001"], detection.Techniques);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_002), detection.At);

        // The next beacon begins at the beginning, and tells what is new only.
        File.AppendAllText(Path.Combine(_folder, "trail"), Record(3));
        var (_, next) = await BeatAsync("204 No Content", "200 OK");
        Assert.Equal(
            DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_003), Assert.Single(Told(next[1])).At);
        var (_, last) = await BeatAsync("204 No Content");
        Assert.Single(last);
    }

    [Theory]
    [InlineData("")]
    [InlineData("503 Service Unavailable")]
    [InlineData("429 Too Many Requests")]
    [InlineData("401 Unauthorized")]
    public async Task What_was_not_taken_is_told_again_by_the_next(string answer)
    {
        Write("state/secret", "known");
        Write("trail", Record(2));
        var (_, first) = await BeatAsync("204 No Content", answer);
        var (_, second) = await BeatAsync("204 No Content", "404 Not Found");
        var (_, third) = await BeatAsync("204 No Content");

        Assert.Equal(Body(first[1]), Body(second[1]));
        Assert.Single(third);
    }

    [Fact]
    public async Task A_trail_that_is_filled_hides_no_attack_and_a_message_stays_small()
    {
        Write("state/secret", "known");
        var noise = string.Concat(Enumerable.Range(1, 3000).Select(number => Record(number, "signal")));
        var alerts = string.Concat(Enumerable.Range(3001, 30).Select(number => Record(number)));
        Write("trail", noise + alerts);
        var numbers = new List<long>();
        for (var turn = 0; turn < 4; turn++)
        {
            var (_, requests) = await BeatAsync("204 No Content", "200 OK");
            Assert.InRange(requests[1].Length, 1, 16_000);
            numbers.AddRange(Told(requests[1]).Select(detection => detection.At.ToUnixTimeMilliseconds()));
        }

        Assert.Equal(Enumerable.Range(3001, 30).Select(number => 1_790_000_000_000L + number), numbers);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(4000)]
    public async Task A_long_name_pushes_no_key_out(int length)
    {
        Write("state/secret", "known");
        Write("trail", Record(2, command: new string('a', length)));
        var (_, requests) = await BeatAsync("204 No Content", "200 OK");
        Assert.Equal("shadow-write", Assert.Single(Told(requests[1])).Rule);
    }

    [Fact]
    public async Task A_beacon_that_runs_tells_within_seconds_also_after_the_trail_was_rotated()
    {
        Write("state/secret", "known");
        Write("trail", "");
        using var process = Start("--every", "2");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await AnswerAsync("204 No Content", limit.Token);

        // In two pieces, as a writer may be seen at work.
        var record = Record(2);
        File.AppendAllText(Path.Combine(_folder, "trail"), record[..90]);
        await DetectionAsync(Record(2), record[90..]);
        File.Move(Path.Combine(_folder, "trail"), Path.Combine(_folder, "trail.1"));
        await DetectionAsync(Record(3), Record(3));

        process.Kill(entireProcessTree: true);

        async Task DetectionAsync(string expected, string text)
        {
            var first = await AnswerAsync("204 No Content", limit.Token);
            Assert.StartsWith("POST /v1/beats", first, StringComparison.Ordinal);
            File.AppendAllText(Path.Combine(_folder, "trail"), text);
            var told = await AnswerAsync("200 OK", limit.Token);
            Assert.StartsWith("POST /v1/detections", told, StringComparison.Ordinal);
            Assert.Equal(
                expected.TrimEnd('\n').Replace('\u001d', ' '),
                JsonDocument.Parse(Body(told)).RootElement.GetProperty("audit")[0].GetString());
        }
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

    // As auditd 3.0.9 writes it, enriched.
    private static string Record(int number, string tier = "alert", string command = "cat")
    {
        var keys = Convert.ToHexString(Encoding.ASCII.GetBytes(
            $"tier:{tier}\u0001if:shadow-write\u0001attack:T1098\u0001attack:T1136.001"));
        return $"type=SYSCALL msg=audit(179000000{number / 1000}.{number % 1000:000}:{number}): "
            + "arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd a2=241 a3=1b6 items=2 ppid=8 pid=9 "
            + $"auid=1000 uid=0 gid=0 euid=0 tty=(none) ses=1 comm=\"{command}\" exe=\"/usr/bin/cat\" "
            + $"subj=unconfined key={keys}"
            + "\u001dARCH=x86_64 SYSCALL=openat AUID=\"admin\" UID=\"root\"\n";
    }

    private static ImmutableArray<ReportedDetection> Told(string request)
    {
        var reading = DetectionForms.Read(Encoding.UTF8.GetBytes(Body(request)), DateTimeOffset.UtcNow);
        Assert.Empty(reading.Faults);
        return reading.Detections;
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
