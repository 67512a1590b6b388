using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageForge.Engine.Traffic;

namespace ImageForge.Engine.Tests.Traffic;

public sealed class LoadGeneratorTests
{
    [Fact]
    public async Task It_sends_at_its_rate_whatever_the_answers_take()
    {
        using var server = AnsweringServer.Start(200, "web-1");

        var report = await RunAsync(
            new LoadSettings { Address = server.Address, Rate = 200 }, TimeSpan.FromSeconds(1.5));

        Assert.InRange(report.Sent / report.Expected, 0.98, 1.02);
        Assert.Equal(0, report.Failed);
        Assert.Equal(report.Sent, report.Succeeded);
        Assert.Equal(report.Sent, report.AnswersByInstance["web-1"]);
        Assert.True(report.Latency.P50 <= report.Latency.P99 && report.Latency.P99 <= report.Latency.Max);
    }

    [Fact]
    public async Task A_late_answer_is_a_failure_and_does_not_slow_the_load()
    {
        var never = new TaskCompletionSource();
        using var server = AnsweringServer.Start(_ => never.Task);

        var report = await RunAsync(
            new LoadSettings { Address = server.Address, Rate = 100, Timeout = TimeSpan.FromMilliseconds(300) },
            TimeSpan.FromSeconds(1));

        Assert.InRange(report.Sent / report.Expected, 0.97, 1.03);
        Assert.Equal(report.Sent, report.Failed);
        Assert.All(report.FirstFailures, failure => Assert.Equal("no answer within 0.3 s", failure.Cause));
        Assert.Equal(20, report.FirstFailures.Length);
    }

    [Theory]
    [InlineData(503, "HTTP 503")]
    [InlineData(302, "HTTP 302")]
    [InlineData(404, "HTTP 404")]
    public async Task Any_other_answer_is_a_failure(int status, string cause)
    {
        using var server = AnsweringServer.Start(status);

        var report = await RunAsync(
            new LoadSettings { Address = server.Address, Rate = 50 }, TimeSpan.FromMilliseconds(300));

        Assert.True(report.Sent > 0);
        Assert.Equal(report.Sent, report.Failed);
        Assert.All(report.FirstFailures, failure => Assert.Equal(cause, failure.Cause));
    }

    [Fact]
    public async Task A_refused_connection_is_a_failure()
    {
        var address = new Uri($"http://127.0.0.1:{AnsweringServer.FreePort()}/");

        var report = await RunAsync(new LoadSettings { Address = address, Rate = 50 }, TimeSpan.FromMilliseconds(300));

        Assert.True(report.Sent > 0);
        Assert.Equal(report.Sent, report.Failed);
        Assert.Equal("ConnectionRefused", report.FirstFailures[0].Cause);
    }

    [Fact]
    public async Task More_than_may_be_under_way_are_counted_as_failed_not_waited_for()
    {
        var never = new TaskCompletionSource();
        using var server = AnsweringServer.Start(_ => never.Task);

        var report = await RunAsync(
            new LoadSettings
            {
                Address = server.Address,
                Rate = 100,
                InFlightMax = 3,
                Timeout = TimeSpan.FromSeconds(1),
            },
            TimeSpan.FromMilliseconds(500));

        Assert.Equal(report.Sent, report.Failed);
        Assert.InRange(report.Sent, 4, 60);
        Assert.Contains("3 requests were already waiting", report.FirstFailures[0].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_request_is_another_one_and_every_second_asks_for_a_connection_of_its_own()
    {
        var seen = new ConcurrentBag<(string Query, bool Kept)>();
        using var server = AnsweringServer.Start(context =>
        {
            seen.Add((context.Request.Url!.Query, context.Request.KeepAlive));
            AnsweringServer.Answer(context, 200);
            return Task.CompletedTask;
        });

        var report = await RunAsync(
            new LoadSettings { Address = new Uri(server.Address, "/page?a=1"), Rate = 100 }, TimeSpan.FromMilliseconds(
                500));

        Assert.Equal(report.Sent, seen.Select(request => request.Query).Distinct().LongCount());
        Assert.All(seen, request => Assert.StartsWith("?a=1&request=", request.Query, StringComparison.Ordinal));
        Assert.InRange(seen.Count(request => request.Kept) - seen.Count(request => !request.Kept), 0, 1);
    }

    [Fact]
    public async Task A_request_whose_kept_connection_closes_is_not_sent_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = new ConcurrentQueue<string>();
        var serving = ServeFirstOfEachConnectionAsync(listener, asked);
        var address = new Uri($"http://{listener.LocalEndpoint}/");

        var report = await RunAsync(new LoadSettings { Address = address, Rate = 50 }, TimeSpan.FromMilliseconds(500));

        listener.Stop();
        await serving;
        Assert.True(report.Failed > 0);
        Assert.Equal(asked.Count, asked.Distinct().Count());
        Assert.Equal(report.Sent, asked.Count);
    }

    [Fact]
    public void A_rate_outside_its_limits_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new LoadSettings { Address = new Uri("http://127.0.0.1/"), Rate = 0 });

    private static async Task<LoadReport> RunAsync(LoadSettings settings, TimeSpan length)
    {
        using var load = new LoadGenerator(settings, TimeProvider.System);
        using var stop = new CancellationTokenSource(length);
        return await load.RunAsync(stop.Token);
    }

    // Answers the first request of a connection and hangs up on the second, which is what a closing server looks like.
    private static async Task ServeFirstOfEachConnectionAsync(TcpListener listener, ConcurrentQueue<string> asked)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        async Task ServeAsync(TcpClient client)
        {
            using var connection = client;
            var stream = connection.GetStream();
            if (await ReadAsync(stream) is { } first)
            {
                asked.Enqueue(first);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                if (await ReadAsync(stream) is { } second)
                {
                    asked.Enqueue(second);
                }
            }
        }

        static async Task<string?> ReadAsync(NetworkStream stream)
        {
            var bytes = new byte[4096];
            var length = await stream.ReadAsync(bytes);
            return length == 0 ? null : Encoding.ASCII.GetString(bytes, 0, length).Split("\r\n")[0];
        }
    }
}
