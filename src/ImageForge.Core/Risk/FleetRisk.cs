using System.Collections.Immutable;

namespace ImageForge.Core.Risk;

/// <summary>What the journal says of one risk in one fleet.</summary>
public sealed record FleetRisk
{
    public static readonly FleetRisk None = new();

    /// <summary>Each band with the time from which it held, in order.</summary>
    public ImmutableArray<(DateTimeOffset At, RemediationBand Band)> Bands { get; init; } = [];

    /// <summary>Inputs of the last band that nobody knew and that could make a difference.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];

    /// <summary>What was said of a due date beforehand, with the time; null: nothing.</summary>
    public (DateTimeOffset At, RiskEvent.Called Said)? Called { get; init; }

    public RemediationBand? Band => Bands.IsEmpty ? null : Bands[^1].Band;

    /// <summary>By its bands alone; null: with the next image.</summary>
    public DateTimeOffset? DueAt => DueClock.Of(Bands);
}
