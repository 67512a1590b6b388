using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>Everything known of a fleet at one moment, before it is told in numbers.</summary>
public sealed record FleetSight
{
    private PlannedSteps? _steps;

    public required FleetName Fleet { get; init; }

    /// <summary>True if anything of it is there.</summary>
    public required bool Runs { get; init; }

    /// <summary>Its schedule in force; null: it has none, or none that is right.</summary>
    public RotationPolicy? Policy { get; init; }

    /// <summary>What is wrong with its file; null: nothing.</summary>
    public string? ScheduleFault { get; init; }

    /// <summary>What its channel names; null where nobody can say.</summary>
    public ArtifactId? Current { get; init; }

    public DateTimeOffset? CurrentBuiltAt { get; init; }

    /// <summary>One look; null if it could not be looked at, or nothing of it is there.</summary>
    public FleetSnapshot? Snapshot { get; init; }

    /// <summary>Why it could not be looked at; null if it was, or nothing of it is there.</summary>
    public string? Unseen { get; init; }

    /// <summary>Its journal, with what the look adds to it.</summary>
    public RotationHistory History { get; init; } = RotationHistory.Empty;

    /// <summary>Entries in its journal.</summary>
    public long Entries { get; init; }

    /// <summary>
    /// What a pass would decide now: of the rotation under way, else of one to <see cref="Current"/>; null where that
    /// cannot be told.
    /// </summary>
    public RotationPlan? Plan { get; init; }

    /// <summary>Who should go to reach <see cref="Current"/>; null where nobody can say.</summary>
    public RotationNeed? Need { get; init; }

    /// <summary>All risks that any fleet carries.</summary>
    public ImmutableArray<RiskStanding> Risks { get; init; } = [];

    /// <summary>Where it goes to, or what it should run.</summary>
    public ArtifactId? Goal => History is { IsUnderWay: true, Target: { } target } ? target : Current;

    /// <summary>The plan of the rotation under way; null: none is, or it cannot be told.</summary>
    public RotationPlan? Pass => History.IsUnderWay ? Plan : null;

    /// <summary>What all this says of each instance, found by its id.</summary>
    public PlannedSteps Steps
    {
        get
        {
            // A copy with other facts carries the steps of what it was copied from.
            if (_steps is not { } steps || !ReferenceEquals(steps.Sight, this))
            {
                _steps = steps = new PlannedSteps(this);
            }

            return steps;
        }
    }
}
