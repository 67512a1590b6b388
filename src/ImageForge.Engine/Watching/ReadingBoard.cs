using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Fleets.Watching;

namespace ImageForge.Engine.Watching;

/// <summary>
/// The last numbers of each fleet, for whoever measures. Lives in memory only, and forgets what is old: a number that
/// nobody refreshes is worse than none.
/// </summary>
public sealed class ReadingBoard(TimeProvider time)
{
    // Six looks that came to nothing.
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(3);

    // More fleets than this are not measured one by one: each is a series of its own at the receiver.
    private const int FleetsMax = 200;

    private readonly ConcurrentDictionary<FleetName, FleetReading> _fleets = new();
    private (ImmutableArray<RiskCount> Counts, DateTimeOffset At) _risks = ([], DateTimeOffset.MinValue);

    /// <summary>Fresh ones, by name.</summary>
    public ImmutableArray<FleetReading> Fleets =>
    [
        .. _fleets.Values.Where(reading => time.GetUtcNow() - reading.At <= AgeMax)
            .OrderBy(reading => reading.Fleet.Value, StringComparer.Ordinal).Take(FleetsMax),
    ];

    /// <summary>Empty if they are not fresh.</summary>
    public ImmutableArray<RiskCount> Risks => time.GetUtcNow() - _risks.At <= AgeMax ? _risks.Counts : [];

    public void Keep(FleetReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        _fleets[reading.Fleet] = reading;
    }

    public void Keep(ImmutableArray<RiskCount> risks) => _risks = (risks, time.GetUtcNow());

    /// <summary>Forgets the fleets that are not among these.</summary>
    public void KeepOnly(IEnumerable<FleetName> fleets)
    {
        foreach (var gone in _fleets.Keys.Except(fleets))
        {
            _fleets.TryRemove(gone, out _);
        }
    }

    /// <summary>Forgets everything: another node looks now.</summary>
    public void Clear()
    {
        _fleets.Clear();
        _risks = ([], DateTimeOffset.MinValue);
    }
}
