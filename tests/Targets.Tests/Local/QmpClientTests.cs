using System.Net.Sockets;
using System.Text;
using ImageForge.Engine;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class QmpClientTests : IDisposable
{
    private const string Greeting = """{"QMP": {"version": {}, "capabilities": []}}""";
    private const string Empty = """{"return": {}}""";
    private const string Event = """{"event": "RTC_CHANGE", "data": {"offset": 0}, "timestamp": {"seconds": 1}}""";

    private readonly TemporaryState _state = new();

    private string SocketPath => Path.Combine(_state.Directory.Root, "qmp");

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task Events_between_answers_are_not_answers()
    {
        using var server = Listen();
        var serving = ServeAsync(
            server, [Event, Greeting], [Event, Empty], [Event, """{"return": {"UUID": "u"}}""", Event]);
        var answer = await new QmpClient(SocketPath).AskAsync(
            "query-uuid", null, TestContext.Current.CancellationToken);
        Assert.Equal("u", answer.GetProperty("UUID").GetString());
        Assert.Equal(["""{"execute":"qmp_capabilities"}""", """{"execute":"query-uuid"}"""], await serving);
    }

    [Fact]
    public async Task Arguments_are_sent_and_a_refusal_is_told_and_not_tried_again()
    {
        using var server = Listen();
        var serving = ServeAsync(
            server, [Greeting], [Empty], ["""{"error": {"class": "GenericError", "desc": "no such key"}}"""]);
        var refusal = await Assert.ThrowsAsync<TargetException>(() => new QmpClient(SocketPath).AskAsync(
            "send-key", new { keys = new[] { "x" } }, TestContext.Current.CancellationToken));
        Assert.Contains("no such key", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsTransient);
        Assert.Equal("""{"execute":"send-key","arguments":{"keys":["x"]}}""", (await serving)[1]);
    }

    [Fact]
    public async Task A_second_client_that_is_never_greeted_gives_up()
    {
        using var server = Listen();
        Assert.True((await RefusedAsync()).IsTransient);
    }

    [Fact]
    public async Task A_dead_machine_and_one_that_hangs_up_are_told_apart_from_an_answer()
    {
        Assert.True((await RefusedAsync()).IsTransient);
        using var server = Listen();
        var serving = ServeAsync(server, [Greeting], []);
        Assert.True((await RefusedAsync()).IsTransient);
        await serving;
    }

    private Task<TargetException> RefusedAsync() => Assert.ThrowsAsync<TargetException>(
        () => new QmpClient(SocketPath).AskAsync("query-status", null, TestContext.Current.CancellationToken));

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(SocketPath));
        socket.Listen(1);
        return socket;
    }

    // Sends the first lines, then for each command that comes the next lines; returns the commands. Empty lines: hangs
    // up.
    private static async Task<List<string>> ServeAsync(Socket server, params string[][] answers)
    {
        using var client = await server.AcceptAsync(TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream);
        var commands = new List<string>();
        foreach (var (lines, index) in answers.Select((lines, index) => (lines, index)))
        {
            if (index > 0)
            {
                commands.Add((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!);
            }

            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))),
                TestContext.Current.CancellationToken);
        }

        return commands;
    }
}
