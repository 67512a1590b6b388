using System.Collections.Concurrent;
using Grpc.Core;
using ImageForge.Provider.Backends;

namespace ImageForge.Provider.Protocol;

/// <summary>
/// What the process knows between two calls. The same process may be shaken hands with, configured and cancelled
/// several times, one after the other: whoever debugs a provider attaches to it.
/// </summary>
internal sealed class ProviderSession : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    private readonly bool _isCalled;
    private CancellationTokenSource _stop = new();
    private EngineClient? _engine;
    private IBackend? _backend;

    public ProviderSession(string? engine, ILoggerFactory logs)
    {
        Logs = logs;
        _isCalled = engine is not null;
        if (engine is not null)
        {
            Meet(engine);
        }
    }

    /// <summary>Its engine has cancelled and hung up: nobody comes again.</summary>
    public Action? Over { get; set; }

    public ILoggerFactory Logs { get; }

    /// <summary>Where progress is told; null: nobody listens.</summary>
    public EngineClient? Engine => _engine;

    /// <summary>Ends when the engine cancels, or the process stops.</summary>
    public CancellationToken Stopping
    {
        get
        {
            lock (_gate)
            {
                return _stop.Token;
            }
        }
    }

    /// <exception cref="RpcException">Nobody has configured the provider yet.</exception>
    public IBackend Backend => _backend ?? throw new RpcException(new Status(
        StatusCode.FailedPrecondition, "the provider is not configured yet: Configure comes before any resource"));

    /// <summary>A new engine, or a new run of it: what was cancelled before does not cancel this.</summary>
    public void Meet(string engine)
    {
        lock (_gate)
        {
            Renew();
            if (_engine?.Address != engine)
            {
                _engine = engine.Length > 0 ? new EngineClient(engine) : null;
            }
        }
    }

    public void Configure(IBackend backend)
    {
        IBackend? former;
        lock (_gate)
        {
            Renew();
            (former, _backend) = (_backend, backend);
        }

        former?.Dispose();
    }

    /// <summary>Asks everything under way to end.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stop.Cancel();
        }
    }

    /// <summary>
    /// A connection has ended. After a cancellation that is the engine's last word; SIGINT follows, but a shell that
    /// started the engine in the background has it ignored for all of its children.
    /// </summary>
    public void Hangup()
    {
        if (_isCalled && Stopping.IsCancellationRequested)
        {
            Over?.Invoke();
        }
    }

    /// <summary>That the engine's state has a resource under an id.</summary>
    public void Know(string id) => _known.TryAdd(id, 0);

    /// <summary>True if it has: then a new resource is not that one, left by a run that was killed.</summary>
    public bool Knows(string id) => _known.ContainsKey(id);

    public void Dispose()
    {
        _backend?.Dispose();
        _stop.Dispose();
    }

    private void Renew()
    {
        if (_stop.IsCancellationRequested)
        {
            // Whoever still holds the old token keeps it cancelled.
            _stop = new CancellationTokenSource();
        }
    }
}
