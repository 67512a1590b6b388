using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using ImageForge.Core.Detection;
using ImageForge.Engine;

namespace ImageForge.Targets.Local.Detection;

/// <summary>
/// The audit trail of a machine as its daemon hands it out, read as it comes: what has left the machine no attack takes
/// back.
/// </summary>
internal sealed class RecordStream : IAsyncDisposable
{
    // One record is below 10 KB, and the loudest attack measured left 23,000 of them (detection.md 7): ten times that.
    private const int CharactersMax = 64 << 20;
    private const int BlockSize = 64 << 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    // What the machine wrote before it stood still is in the socket already.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    private readonly Socket _socket;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _reading;
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<RecordArrival> _arrivals = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private bool _isOver;

    private RecordStream(Socket socket)
    {
        _socket = socket;
        _reading = ReadAsync(_end.Token);
    }

    /// <summary>Connects to the port of a machine that has been started.</summary>
    /// <exception cref="TargetException">Nobody listens there.</exception>
    public static async Task<RecordStream> ConnectAsync(string path, CancellationToken cancellationToken) =>
        new(await GuestSocket.ConnectAsync(path, cancellationToken));

    /// <summary>Forgets what came so far, as after a restore: a new trail begins, and its clock.</summary>
    public async Task BeginAnewAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Quiet, cancellationToken);
        lock (_lock)
        {
            _text.Clear();
            _arrivals.Clear();
            _clock.Restart();
            _isOver = false;
        }
    }

    /// <summary>What came since the trail began.</summary>
    public (string Records, IReadOnlyList<RecordArrival> Arrivals) Read()
    {
        lock (_lock)
        {
            return (_text.ToString(), [.. _arrivals]);
        }
    }

    /// <summary>Waits until a text has come; false if it has not within <paramref name="limit"/>.</summary>
    public async Task<bool> WaitForAsync(string text, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        var seen = 0;
        do
        {
            lock (_lock)
            {
                // Only what is new is searched, and what could be the beginning of the text before it.
                var from = Math.Max(0, seen - text.Length);
                if (_text.ToString(from, _text.Length - from).Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }

                seen = _text.Length;
            }

            await Task.Delay(Interval, cancellationToken);
        }
        while (waited.Elapsed < limit);

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _socket.Dispose();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var decoder = Encoding.Latin1.GetDecoder();
        var bytes = new byte[BlockSize];
        var characters = new char[BlockSize];
        try
        {
            while (await _socket.ReceiveAsync(bytes, cancellationToken) is > 0 and var count)
            {
                var decoded = decoder.GetChars(bytes, 0, count, characters, 0);
                lock (_lock)
                {
                    if (_isOver || _text.Length + decoded > CharactersMax)
                    {
                        // A flood that hides what follows it is seen by its missing end mark.
                        _isOver = true;
                        continue;
                    }

                    _text.Append(characters, 0, decoded);
                    _arrivals.Add(new RecordArrival(_text.Length, _clock.Elapsed));
                }
            }
        }
        catch (SocketException)
        {
            // The machine is gone: what came is all there is.
        }
    }
}
