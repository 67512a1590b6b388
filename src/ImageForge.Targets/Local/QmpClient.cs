using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Asks a QEMU process one thing by its machine protocol: connect, ask, disconnect. QEMU serves one client at a time
/// and a second gets no greeting until the first has left, so nobody may stay connected.
/// </summary>
public sealed class QmpClient(string socketPath)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // Writing or reading a whole machine's memory: 3 s for 384 MiB when the host is quiet.
    private static readonly TimeSpan SnapshotLimit = TimeSpan.FromSeconds(60);

    // An answer is one line; ours are below 1 KiB. More is not QEMU.
    private const int LineLengthMax = 64 * 1024;

    /// <summary>Runs one command and returns what it answered.</summary>
    /// <param name="command">Such as <c>query-uuid</c>.</param>
    /// <param name="arguments">Serialized as the command's arguments; null for none.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TargetException">
    /// Nobody listens, no answer within 2 s (transient), or QEMU refused the command.
    /// </exception>
    public Task<JsonElement> AskAsync(string command, object? arguments, CancellationToken cancellationToken) =>
        AskAsync(command, arguments, Limit, cancellationToken);

    /// <summary>Stops the machine between two instructions, once everything it wrote is on its disk.</summary>
    /// <exception cref="TargetException">As above, with 60 s for the answer.</exception>
    public Task PauseAsync(CancellationToken cancellationToken) =>
        AskAsync("stop", null, SnapshotLimit, cancellationToken);

    /// <summary>Lets it run on; nothing happens if it runs.</summary>
    public Task ResumeAsync(CancellationToken cancellationToken) => AskAsync("cont", null, cancellationToken);

    /// <summary>Keeps the whole machine, memory and disk, under a name; one of that name is replaced.</summary>
    /// <exception cref="TargetException">As above, with 60 s for the answer; or a disk cannot keep one.</exception>
    public Task SaveSnapshotAsync(string name, CancellationToken cancellationToken) =>
        RunByHandAsync($"savevm {name}", cancellationToken);

    /// <summary>Sets the whole machine back; one that ran runs on from there.</summary>
    /// <exception cref="TargetException">As above, with 60 s for the answer; or there is no such snapshot.</exception>
    public Task LoadSnapshotAsync(string name, CancellationToken cancellationToken) =>
        RunByHandAsync($"loadvm {name}", cancellationToken);

    // Snapshots of memory and disk in one are a command for people. It says nothing when all went well.
    private async Task RunByHandAsync(string line, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, string> { ["command-line"] = line };
        var said = await AskAsync("human-monitor-command", arguments, SnapshotLimit, cancellationToken);
        if (said.GetString()?.Trim() is { Length: > 0 } complaint)
        {
            throw new TargetException($"QEMU refused {line}: {complaint}");
        }
    }

    private async Task<JsonElement> AskAsync(
        string command, object? arguments, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), limit.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await ReadAsync(reader, "QMP", limit.Token);
            await SendAsync(stream, "qmp_capabilities", null, limit.Token);
            await ReadAsync(reader, "return", limit.Token);
            await SendAsync(stream, command, arguments, limit.Token);
            return await ReadAsync(reader, "return", limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetException(
                $"the machine at {socketPath} did not answer {command} within {patience.TotalSeconds:0} s",
                isTransient: true, exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException or JsonException)
        {
            throw new TargetException(
                $"the machine at {socketPath} cannot be asked {command}: {exception.Message}", isTransient: true,
                exception);
        }
    }

    private static async Task SendAsync(
        NetworkStream stream, string command, object? arguments, CancellationToken cancellationToken)
    {
        var message = new Dictionary<string, object> { ["execute"] = command };
        if (arguments is not null)
        {
            message["arguments"] = arguments;
        }

        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message), (byte)'\n'];
        await stream.WriteAsync(line, cancellationToken);
    }

    // Events come between answers whenever something happens in the guest: skip what is neither awaited nor an error.
    private static async Task<JsonElement> ReadAsync(
        StreamReader reader, string awaited, CancellationToken cancellationToken)
    {
        while (await reader.ReadLineAsync(cancellationToken) is { Length: <= LineLengthMax } line)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty(awaited, out var answer))
            {
                return answer.Clone();
            }

            if (document.RootElement.TryGetProperty("error", out var error))
            {
                throw new TargetException($"QEMU refused: {error.GetProperty("desc").GetString()}");
            }
        }

        throw new IOException("the connection was closed before the answer came");
    }
}
