using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>How a risk of an image stands at a moment, by the journal alone.</summary>
public sealed record RiskStanding
{
    public required ImageName Image { get; init; }
    public required RiskRecord Record { get; init; }
    public required RiskState State { get; init; }

    /// <summary>The fleets that carry it, sorted.</summary>
    public required ImmutableArray<FleetStanding> Fleets { get; init; }

    /// <summary>Versions that carry it and that a channel names, sorted.</summary>
    public required ImmutableArray<ArtifactId> Current { get; init; }

    /// <summary>Until when it is accepted, where it is.</summary>
    public DateTimeOffset? AcceptedUntil { get; init; }

    /// <summary>Since when nothing carries it, where nothing does; null also where nobody knows.</summary>
    public DateTimeOffset? MitigatedAt { get; init; }

    /// <summary>The earliest of its fleets; null: with the next image, or no fleet carries it.</summary>
    public DateTimeOffset? DueAt => Fleets.Min(fleet => fleet.DueAt);

    public bool IsLate => Fleets.Any(fleet => fleet.IsLate);
}
