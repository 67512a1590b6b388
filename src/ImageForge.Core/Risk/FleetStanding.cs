using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Risk;

/// <summary>How a risk stands in one fleet that carries it.</summary>
public sealed record FleetStanding
{
    public required FleetName Fleet { get; init; }

    /// <summary>Those that carry it, sorted.</summary>
    public required ImmutableArray<InstanceId> Instances { get; init; }

    /// <summary>Null until a review has dated it.</summary>
    public required RemediationBand? Band { get; init; }

    /// <summary>Inputs of the band that nobody knows and that could make a difference.</summary>
    public required ImmutableArray<string> Unknown { get; init; }

    /// <summary>Null: with the next image.</summary>
    public required DateTimeOffset? DueAt { get; init; }

    /// <summary>Until when all of it is accepted here; null: some of it is not.</summary>
    public required DateTimeOffset? AcceptedUntil { get; init; }

    /// <summary>The rotation under way to an image without it; null: none.</summary>
    public required RotationId? Rotation { get; init; }

    /// <summary>What was said beforehand of this due date; null: that it can be met.</summary>
    public required (DateTimeOffset At, RiskEvent.Called Said)? Called { get; init; }

    public required bool IsLate { get; init; }
}
