using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using ImageForge.Core.Fleets;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Changes a running HAProxy by its admin socket. No reload while it lives: that would forget every dynamic server and
/// close idle connections under their clients. HAProxy answers with text only, so every answer is compared with the
/// one expected.
/// </summary>
public sealed class HaproxyAdmin(string socketPath)
{
    private const int AnswerBytesMax = 16 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    // How long requests still running on a server may hold up its removal before they are cut.
    private static readonly TimeSpan DetachLimit = TimeSpan.FromSeconds(5);

    /// <summary>The process behind the socket; null if nobody answers there.</summary>
    public async Task<ProcessIdentity?> FindProcessAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pid = HaproxyAnswers.ParsePid(await AskAsync("show info", cancellationToken));
            return pid is { } known ? ProcessIdentity.Of(known) : null;
        }
        catch (TargetException)
        {
            return null;
        }
    }

    /// <summary>Every server, in one look.</summary>
    public async Task<IReadOnlyList<HaproxyServerView>> ServersAsync(CancellationToken cancellationToken) =>
        HaproxyAnswers.ParseServers(await AskAsync(
            $"show stat {HaproxyConfig.Backend} 4 -1;show servers state {HaproxyConfig.Backend}", cancellationToken));

    /// <summary>The server of an instance; null if HAProxy does not know it.</summary>
    public async Task<HaproxyServerView?> FindAsync(InstanceId instance, CancellationToken cancellationToken) =>
        (await ServersAsync(cancellationToken)).FirstOrDefault(server => server.Name == instance.Value);

    /// <summary>Adds a server that is checked and gets no traffic. One that is there keeps its state.</summary>
    public async Task AddAsync(InstanceId instance, int port, CancellationToken cancellationToken)
    {
        var server = await FindAsync(instance, cancellationToken);
        if (server is null)
        {
            await ExpectAsync(
                $"add server {Path(instance)} 127.0.0.1:{port} {HaproxyConfig.CheckSettings}", "New server registered.",
                cancellationToken);
        }

        // A dynamic server begins in maintenance with its checks off. Repeated too: we may have died in between.
        if (server is null or { Mode: HaproxyMode.Maintenance })
        {
            await ExpectAsync($"enable health {Path(instance)}", "", cancellationToken);
            await SetModeAsync(instance, HaproxyMode.Drain, cancellationToken);
        }
    }

    /// <summary>Tells what to do with a server that is known.</summary>
    public Task SetModeAsync(InstanceId instance, HaproxyMode mode, CancellationToken cancellationToken)
    {
        var word = mode switch
        {
            HaproxyMode.Maintenance => "maint",
            HaproxyMode.Drain => "drain",
            HaproxyMode.Ready => "ready",
            _ => throw new UnreachableException($"no word for {mode}"),
        };
        return ExpectAsync($"set server {Path(instance)} state {word}", "", cancellationToken);
    }

    /// <summary>
    /// Removes a server; requests that still run on it get 5 s, then they are cut. Does nothing if it is gone.
    /// </summary>
    /// <exception cref="TargetException">It still has connections after they were cut; transient.</exception>
    public async Task RemoveAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        if (await FindAsync(instance, cancellationToken) is null)
        {
            return;
        }

        await SetModeAsync(instance, HaproxyMode.Maintenance, cancellationToken);
        if (await TryDeleteAsync(instance, cancellationToken))
        {
            return;
        }

        await ExpectAsync($"shutdown sessions server {Path(instance)}", "", cancellationToken);
        if (!await TryDeleteAsync(instance, cancellationToken))
        {
            throw new TargetException($"the load balancer still has connections to {instance}", isTransient: true);
        }
    }

    private async Task<bool> TryDeleteAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < DetachLimit;)
        {
            var answer = (await AskAsync($"del server {Path(instance)}", cancellationToken)).Trim();
            switch (answer)
            {
                case "Server deleted." or "No such server.":
                    return true;
                case var text when text.StartsWith("Server still has connections attached", StringComparison.Ordinal):
                    await Task.Delay(PollInterval, cancellationToken);
                    break;
                default:
                    throw new TargetException($"the load balancer refused to delete {instance}: {answer}");
            }
        }

        return false;
    }

    private async Task ExpectAsync(string command, string expected, CancellationToken cancellationToken)
    {
        var answer = (await AskAsync(command, cancellationToken)).Trim();
        if (answer != expected)
        {
            throw new TargetException($"the load balancer answered '{answer}' to: {command}");
        }
    }

    private async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), limit.Token);
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\n"), limit.Token);
            return await ReadToEndAsync(stream, limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetException(
                $"the load balancer did not answer within {Limit.TotalSeconds:0} s", isTransient: true, exception);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            throw new TargetException(
                $"the load balancer cannot be asked: {exception.Message}", isTransient: true, exception);
        }
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (answer.Length + read > AnswerBytesMax)
            {
                throw new TargetException($"the load balancer's answer is larger than {AnswerBytesMax} bytes");
            }

            answer.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
    }

    private static string Path(InstanceId instance) => $"{HaproxyConfig.Backend}/{instance}";
}
