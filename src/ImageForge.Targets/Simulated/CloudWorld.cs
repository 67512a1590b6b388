using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Simulated;

/// <summary>What every part of one simulated cloud shares: settings, events to come, and the record of those
/// past.</summary>
/// <param name="Origin">What the cloud's own clock says at the start; it does not jump.</param>
internal sealed record CloudWorld(SimulationSettings Settings, CloudEvents Events, DateTimeOffset Origin)
{
    private readonly List<SimulationEvent> _trace = [];
    private readonly SortedDictionary<FaultKind, long> _faults = [];

    public IReadOnlyList<SimulationEvent> Trace => _trace;
    public IReadOnlyDictionary<FaultKind, long> Faults => _faults;

    /// <summary>Events that found the trace full.</summary>
    public long TraceLost { get; private set; }

    public DateTimeOffset Clock => Origin + Events.Now;
    public bool FaultsGoOn => Events.Now < Settings.Faults.Until;

    public SeededDraws Stream(string concern, string key) => SeededDraws.Of(Settings.Seed, concern, key);

    /// <summary>Draws whether a fault with a probability occurs now, and counts it.</summary>
    /// <param name="key">What it is drawn for: the same key gives the same answer.</param>
    public bool Occurs(FaultKind kind, string key, InstanceId? instance)
    {
        var rate = Settings.Faults.RateOf(kind);
        if (rate <= 0 || !FaultsGoOn || !Stream(SimulationFaults.NameOf(kind), key).Chance(rate))
        {
            return false;
        }

        NoteFault(kind, instance, "");
        return true;
    }

    /// <summary>Lets a fault happen at its rate an hour, from now on.</summary>
    /// <param name="key">What it is drawn for.</param>
    /// <param name="goesOn">False once there is nothing left for it to happen to.</param>
    public void Hourly(FaultKind kind, string key, Func<bool> goesOn, Action<SeededDraws> happen)
    {
        var rate = Settings.Faults.RateOf(kind);
        if (rate <= 0)
        {
            return;
        }

        var stream = Stream(SimulationFaults.NameOf(kind), key);
        void Next() => Events.After(stream.UntilNext(rate), () =>
        {
            if (FaultsGoOn && goesOn())
            {
                happen(stream);
                Next();
            }
        });
        Next();
    }

    /// <summary>No longer than faults may last.</summary>
    public TimeSpan WhileFaultsGoOn(TimeSpan wish)
    {
        var left = Settings.Faults.Until - Events.Now;
        return wish < left ? wish : left;
    }

    public void NoteFault(FaultKind kind, InstanceId? instance, string what)
    {
        _faults[kind] = _faults.GetValueOrDefault(kind) + 1;
        Note(instance, null, null, $"{SimulationFaults.NameOf(kind)}{(what.Length > 0 ? ": " : "")}{what}");
    }

    public void Note(InstanceId? instance, InstancePhase? phase, ArtifactId? image, string what)
    {
        if (_trace.Count < Settings.TraceMax)
        {
            _trace.Add(new SimulationEvent(Events.Now, instance, phase, image, what));
        }
        else
        {
            TraceLost++;
        }
    }
}
