using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Detection;

/// <summary>
/// What one process lets into one fleet's journal. One detection after the other, a bounded number of entries a minute,
/// and what was answered lately from memory: a storm of the same costs nothing.
/// </summary>
internal sealed class DetectionGate(FleetName fleet) : IDisposable
{
    /// <summary>Entries a minute for what leads to nothing; what takes an instance is bounded by itself.</summary>
    public const int EntriesAMinute = 60;

    private const int RecentMax = 2000;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DetectionOutcome> _recent = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private DateTimeOffset _minute;
    private DateTimeOffset _counted;
    private int _entries;

    public FleetName Fleet => fleet;
    public int Repeated { get; private set; }
    public int Dropped { get; private set; }

    public Task EnterAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    public void Leave() => _turn.Release();

    /// <summary>What was answered to the same lately; null if it was not, or is forgotten.</summary>
    public DetectionOutcome? Recall(string detection)
    {
        if (!_recent.TryGetValue(detection, out var outcome))
        {
            return null;
        }

        Repeated++;
        return outcome with { State = DetectionOutcomeState.Known };
    }

    /// <summary>Remembers what was found in the journal.</summary>
    public void Repeat(string detection, DetectionOutcome outcome)
    {
        Repeated++;
        Remember(detection, outcome);
    }

    public void Remember(string detection, DetectionOutcome outcome)
    {
        if (_recent.Count >= RecentMax)
        {
            _recent.Clear();
        }

        _recent[detection] = outcome;
    }

    /// <summary>True if one more entry may be written that leads to nothing; false counts it.</summary>
    public bool TryEnter(DateTimeOffset now)
    {
        if (now - _minute >= Minute)
        {
            (_minute, _entries) = (now, 0);
        }

        if (_entries >= EntriesAMinute)
        {
            Dropped++;
            return false;
        }

        _entries++;
        return true;
    }

    /// <summary>True if there are counts that are due to be said: at most once a minute.</summary>
    public bool IsDue(DateTimeOffset now) => Repeated + Dropped > 0 && now - _counted >= Minute;

    public void Said(DateTimeOffset now) => (Repeated, Dropped, _counted) = (0, 0, now);

    public void Dispose() => _turn.Dispose();
}
