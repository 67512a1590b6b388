using System.Threading.Channels;
using Grpc.Core;
using Pulumirpc;

namespace ImageForge.Provider.Protocol;

/// <summary>
/// What one call tells people, in order, on the row of its resource. The work never waits for it; the call's answer
/// does, for a moment, so that nothing is told of what has ended.
/// </summary>
internal sealed class CallLog : IAsyncDisposable
{
    // A status that nobody has read is of no use once there is a newer one.
    private const int QueueMax = 256;
    private const int LineMax = 2000;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private readonly Channel<LogRequest> _lines = Channel.CreateBounded<LogRequest>(
        new BoundedChannelOptions(QueueMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly EngineClient? _engine;
    private readonly string _urn;
    private readonly Task _telling;
    private string _status = "";

    public CallLog(EngineClient? engine, string urn)
    {
        (_engine, _urn) = (engine, urn);
        _telling = engine is null ? Task.CompletedTask : Task.Run(TellAsync);
    }

    /// <summary>What it is at; shown while it runs, and not kept.</summary>
    public void Status(string text)
    {
        if (Interlocked.Exchange(ref _status, text) != text)
        {
            Say(LogSeverity.Info, text, isStatus: true);
        }
    }

    public void Info(string text) => Say(LogSeverity.Info, text, isStatus: false);

    public void Warn(string text) => Say(LogSeverity.Warning, text, isStatus: false);

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        try
        {
            await _telling.WaitAsync(LastWords);
        }
        catch (TimeoutException)
        {
            // An engine that does not read must not keep what was done from being said.
        }
    }

    private void Say(LogSeverity severity, string text, bool isStatus)
    {
        if (_engine is not null)
        {
            _lines.Writer.TryWrite(new LogRequest
            {
                Severity = severity, Urn = _urn, Ephemeral = isStatus,
                Message = text.Length > LineMax ? $"{text[..LineMax]}…" : text,
            });
        }
    }

    private async Task TellAsync()
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            try
            {
                await _engine!.LogAsync(line, CancellationToken.None);
            }
            catch (RpcException)
            {
                // It has gone, or is going: what is done goes on.
            }
        }
    }
}
