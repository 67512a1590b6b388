using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ImageForge.Core.Detection;
using ImageForge.Engine;

namespace ImageForge.Targets.Local.Detection;

/// <summary>This side of <c>runner.sh</c>: asks for one stage at a time and reads how it ended.</summary>
internal sealed class StageRunner : IAsyncDisposable
{
    private const int TimedOut = 124;
    private const int Killed = 137;
    private const int AnswerFields = 6;

    // An answer holds 6 KB as base64; more is not the runner's.
    private const int AnswerCharactersMax = 16 << 10;

    // What the runner needs beside the script itself, on cores that others use.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly Func<CancellationToken, Task<bool>> _isRunning;
    private readonly StringBuilder _received = new();

    private StageRunner(Socket socket, Func<CancellationToken, Task<bool>> isRunning) =>
        (_socket, _isRunning) = (socket, isRunning);

    /// <summary>Connects to the port of a machine that has been started.</summary>
    /// <param name="path">Where its port listens.</param>
    /// <param name="isRunning">Whether the guest still runs; asked while an answer is awaited.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StageRunner> ConnectAsync(
        string path, Func<CancellationToken, Task<bool>> isRunning, CancellationToken cancellationToken) =>
        new(await GuestSocket.ConnectAsync(path, cancellationToken), isRunning);

    /// <summary>Waits until the runner says that the machine has booted.</summary>
    /// <returns>False if it has not within <paramref name="limit"/>, or the machine ended.</returns>
    public async Task<bool> WaitForHelloAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        await AnswerAsync(fields => fields[0] == "hello", limit, cancellationToken) is not null;

    /// <summary>Runs one stage.</summary>
    /// <returns>Null if the machine ended, or said nothing in time.</returns>
    public async Task<StageOutcome?> RunAsync(StageOrder order, CancellationToken cancellationToken)
    {
        var line = string.Join(
            ' ', order.Name, order.Login?.ToString(CultureInfo.InvariantCulture) ?? "unset",
            order.Account == ScenarioAccount.Root ? "root" : "user",
            order.Shell == ScenarioShell.Bash ? "bash" : "sh", Seconds(order.Limit), Seconds(order.Settle),
            order.StartMark ?? "-", order.EndMark ?? "-",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(order.Script)));
        await SendAsync(line + "\n", cancellationToken);
        var limit = order.Limit + order.Settle + Margin;
        return await AnswerAsync(fields => fields[0] == "stage" && fields[1] == order.Name, limit, cancellationToken)
            is { } answer
            ? Outcome(answer)
            : null;
    }

    /// <summary>Forgets half an answer, as after a restore.</summary>
    public async Task BeginAnewAsync(CancellationToken cancellationToken)
    {
        while (_socket.Available > 0)
        {
            await ReceiveAsync(cancellationToken);
        }

        _received.Clear();
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static StageOutcome Outcome(string[] fields)
    {
        var code = int.Parse(fields[2], CultureInfo.InvariantCulture);
        var milliseconds = long.Parse(fields[3], CultureInfo.InvariantCulture);
        var output = Encoding.UTF8.GetString(Convert.FromBase64String(fields[5]));
        return new StageOutcome(code, output, milliseconds, code is TimedOut or Killed);
    }

    private async Task SendAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            for (var rest = Encoding.ASCII.GetBytes(line).AsMemory(); rest.Length > 0;)
            {
                rest = rest[await _socket.SendAsync(rest, cancellationToken)..];
            }
        }
        catch (SocketException exception)
        {
            throw new TargetException(
                $"the machine for scenarios does not listen: {exception.Message}", isTransient: true, exception);
        }
    }

    private async Task<string[]?> AnswerAsync(
        Func<string[], bool> isAwaited, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < limit;)
        {
            while (NextLine() is { } line)
            {
                if (Whole(line) is { } fields && isAwaited(fields))
                {
                    return fields;
                }
            }

            using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            look.CancelAfter(LookEvery);
            try
            {
                await ReceiveAsync(look.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                if (!await _isRunning(cancellationToken))
                {
                    return null;
                }
            }
        }

        return null;
    }

    private async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[AnswerCharactersMax];
        int count;
        try
        {
            count = await _socket.ReceiveAsync(bytes, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new TargetException(
                $"the machine for scenarios is gone: {exception.Message}", isTransient: true, exception);
        }

        if (count == 0 || _received.Length + count > 2 * AnswerCharactersMax)
        {
            throw new TargetException("the machine for scenarios is gone, or says what its runner never would");
        }

        _received.Append(Encoding.Latin1.GetString(bytes, 0, count));
    }

    private string? NextLine()
    {
        var text = _received.ToString();
        if (text.IndexOf('\n', StringComparison.Ordinal) is not (>= 0 and var end))
        {
            return null;
        }

        _received.Remove(0, end + 1);
        return text[..end];
    }

    // KIND STAGE EXIT MILLISECONDS LENGTH BASE64; null for a line that was cut.
    private static string[]? Whole(string line)
    {
        var fields = line.TrimEnd('\r').Split(' ');
        return fields.Length == AnswerFields
            && int.TryParse(fields[2], CultureInfo.InvariantCulture, out _)
            && long.TryParse(fields[3], CultureInfo.InvariantCulture, out _)
            && int.TryParse(fields[4], CultureInfo.InvariantCulture, out var length) && length == fields[5].Length
            && Convert.TryFromBase64String(fields[5], new byte[fields[5].Length], out _)
                ? fields
                : null;
    }
}
