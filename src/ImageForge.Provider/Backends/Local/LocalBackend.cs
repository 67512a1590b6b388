using System.Collections.Concurrent;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Targets;

namespace ImageForge.Provider.Backends.Local;

/// <summary>
/// The work is done in this process, in the same parts and the same state as by the command line: whoever comes after a
/// killed run goes on with what it left.
/// </summary>
internal sealed class LocalBackend : IBackend
{
    private readonly StateDirectory _state;
    private readonly string _definitions;
    private readonly ILoggerFactory _logs;
    private readonly ConcurrentDictionary<string, Lazy<Rooms>> _rooms = new(StringComparer.Ordinal);

    /// <param name="state">The installation's.</param>
    /// <param name="definitions">The folder that holds images/ and schedules/.</param>
    /// <param name="target">Where a program names none.</param>
    /// <param name="logs">On stderr: the engine shows it for debugging only.</param>
    public LocalBackend(StateDirectory state, string definitions, string target, ILoggerFactory logs)
    {
        (_state, _definitions, Target, _logs) = (state, definitions, target, logs);
        Reader = new DefinitionReader(definitions);
        Images = new LocalImages(this);
        Fleets = new LocalFleets(this);
        Waivers = new WaiverFiles(definitions);
    }

    public IImages Images { get; }
    public IFleets Fleets { get; }
    public WaiverFiles? Waivers { get; }
    public string Target { get; }
    public DefinitionReader Reader { get; }

    /// <summary>Changes when a file of the definitions does.</summary>
    public DefinitionStamp Stamp => DefinitionStamp.Of(_definitions);

    /// <summary>False before anything was ever built or run here: then a look has nothing to open.</summary>
    public bool IsThere => Directory.Exists(_state.Root);

    /// <summary>The engine for a target, put together at the first work for it.</summary>
    public Rooms Rooms(string? target)
    {
        var rooms = _rooms.GetOrAdd(
            target ?? Target,
            name => new Lazy<Rooms>(() => new Rooms(_state, _definitions, TargetChoice.Parse(name), _logs)));
        try
        {
            return rooms.Value;
        }
        catch (ForgeException)
        {
            // A cloud that is away now may be there for the next call.
            _rooms.TryRemove(KeyValuePair.Create(target ?? Target, rooms));
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var rooms in _rooms.Values.Where(rooms => rooms.IsValueCreated))
        {
            rooms.Value.Dispose();
        }
    }
}
