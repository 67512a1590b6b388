using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Simulated;

/// <summary>One instance of a simulated cloud: what is true of it, and what could be seen of it lately.</summary>
internal sealed class SimulatedInstance(InstanceId id, string zone)
{
    /// <summary>How far back a look may be stale.</summary>
    public static readonly TimeSpan PastMax = TimeSpan.FromSeconds(60);

    private static readonly HealthView Ended = new(HealthState.Unhealthy, "not running");
    private readonly List<(TimeSpan At, InstanceView View)> _past = [];
    private (InstanceView? Of, TimeSpan Beat, InstanceView? Seen) _lastSeen;

    public InstanceId Id => id;
    public string Zone => zone;
    public required string Token { get; set; }
    public required ArtifactId Image { get; set; }
    public required DateTimeOffset LaunchedAt { get; set; }

    /// <summary>When it was made, since the start of the simulation.</summary>
    public required TimeSpan MadeAt { get; init; }

    /// <summary>The launch that made it; null if it was there at the start.</summary>
    public RotationCommand.Launch? Launch { get; init; }

    /// <summary>Grows with each root disk: what was going to happen to the last one does not happen.</summary>
    public int Life { get; set; }

    public bool Running { get; set; } = true;
    public bool IsGone { get; set; }
    public bool Booted { get; set; }
    public bool AppUp { get; set; }
    public bool AppBroken { get; set; }
    public bool SensorUp { get; set; }
    public bool SensorBroken { get; set; }
    public bool Isolated { get; set; }

    /// <summary>True while its beats do not arrive although nothing is wrong with it.</summary>
    public bool Silenced { get; set; }

    public ServiceState Service { get; set; }

    /// <summary>Grows with each change of <see cref="Service"/>: the end of an older drain means nothing.</summary>
    public int ServiceTurn { get; set; }

    public TimeSpan? BeatsSince { get; set; }
    public TimeSpan? BeatsUntil { get; set; }

    /// <summary>Since when it is in service and healthy; null if it is not.</summary>
    public TimeSpan? ServingSince { get; set; }

    /// <summary>In service and healthy throughout the warm-up.</summary>
    public bool IsAvailable { get; set; }

    /// <summary>
    /// When it last stopped serving without a controller's doing; null once a look has told of it, or it serves again.
    /// </summary>
    public TimeSpan? SetBackAt { get; set; }

    /// <summary>True if it warms up anew after a break that no look has shown.</summary>
    public bool IsSetBackUnseen { get; set; }

    public bool AppIsHealthy => Running && AppUp && !AppBroken && !Isolated;
    public bool SensorIsHealthy => Running && SensorUp && !SensorBroken && !Isolated;
    public bool IsServing => Service == ServiceState.InService && AppIsHealthy && SensorIsHealthy;

    public InstancePhase Phase => this switch
    {
        { IsGone: true } => InstancePhase.Gone,
        { Running: false } => InstancePhase.Dead,
        { Isolated: true } => InstancePhase.Isolated,
        { IsAvailable: true } => InstancePhase.Available,
        { Service: ServiceState.Draining } => InstancePhase.Draining,
        { Service: ServiceState.Drained } => InstancePhase.Drained,
        { IsServing: true } => InstancePhase.WarmingUp,
        { AppIsHealthy: true, SensorIsHealthy: true } => InstancePhase.Healthy,
        { AppBroken: true } or { SensorBroken: true } or { AppUp: true, SensorUp: true } => InstancePhase.Sick,
        _ => InstancePhase.Booting,
    };

    /// <summary>Keeps what can be seen from now on.</summary>
    public void Remember(TimeSpan now)
    {
        // What was there at the start was there before it too: a look may be older than the simulation.
        _past.Add((_past.Count == 0 && Launch is null ? TimeSpan.MinValue : now, View()));
        var old = 0;
        while (old + 1 < _past.Count && _past[old + 1].At <= now - PastMax)
        {
            old++;
        }

        _past.RemoveRange(0, old);
    }

    /// <summary>What could be seen then; null if there was nothing to see.</summary>
    public InstanceView? SeenAt(TimeSpan moment, DateTimeOffset origin)
    {
        for (var index = _past.Count - 1; index >= 0; index--)
        {
            if (_past[index].At <= moment)
            {
                return WithBeat(_past[index].View, LastBeat(moment), origin);
            }
        }

        return null;
    }

    // Looks come more often than beats: the view of the last look mostly serves again, which ten thousand of them need.
    private InstanceView WithBeat(InstanceView view, TimeSpan? beat, DateTimeOffset origin)
    {
        if (beat is null)
        {
            return view;
        }

        if (!ReferenceEquals(_lastSeen.Of, view) || _lastSeen.Beat != beat)
        {
            _lastSeen = (view, beat.Value, view with { LastBeatAt = origin + beat.Value });
        }

        return _lastSeen.Seen!;
    }

    // Beats have a rhythm, so what was heard last is worked out, not kept.
    private TimeSpan? LastBeat(TimeSpan moment)
    {
        var heard = BeatsUntil < moment ? BeatsUntil.Value : moment;
        return BeatsSince is { } since && since <= heard
            ? since + ((heard - since).Ticks / HeartbeatTiming.Interval.Ticks * HeartbeatTiming.Interval)
            : null;
    }

    private InstanceView View() => new()
    {
        Id = id,
        LaunchToken = Token,
        Image = Image,
        LaunchedAt = LaunchedAt,
        Running = Running,
        Service = Service,
        App = AppView(),
        Sensor = SensorView(),
        SensorIsSilent = Running && SensorUp && (Silenced || Isolated),
        Isolated = Isolated,
        Zone = zone,
    };

    private HealthView AppView() => this switch
    {
        { Running: false } => Ended,
        { AppUp: false } or { Isolated: true } => new HealthView(HealthState.Unhealthy, "no answer"),
        { AppBroken: true } => new HealthView(HealthState.Unhealthy, "HTTP 503"),
        _ => new HealthView(HealthState.Healthy, "HTTP 200"),
    };

    private HealthView SensorView() => this switch
    {
        { Running: false } => Ended,
        { SensorUp: false } => new HealthView(HealthState.Unhealthy, "no beat yet"),
        { Silenced: true } or { Isolated: true } => new HealthView(HealthState.Unhealthy, "no beat"),
        { SensorBroken: true } => new HealthView(HealthState.Unhealthy, "sensor: not running"),
        _ => new HealthView(HealthState.Healthy, "sensor: running"),
    };
}
