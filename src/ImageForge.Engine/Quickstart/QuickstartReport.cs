using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Traffic;

namespace ImageForge.Engine.Quickstart;

/// <summary>What a quickstart showed.</summary>
public sealed record QuickstartReport
{
    public required QuickstartOptions Options { get; init; }
    public required ImageArtifact Released { get; init; }
    public required ImageArtifact Patched { get; init; }
    public required ArtifactDiff Diff { get; init; }
    public required CapacityLimits Limits { get; init; }

    /// <summary>The fleet just before the rotation, and just after.</summary>
    public required FleetSnapshot Before { get; init; }

    public required FleetSnapshot After { get; init; }

    /// <summary>Who stands in for whom: the instance before, and the one launched for it.</summary>
    public required ImmutableDictionary<InstanceId, InstanceId> Replacements { get; init; }

    /// <summary>What the rotation said at its end.</summary>
    public required string RotationEnd { get; init; }

    public required bool RotationComplete { get; init; }
    public required LoadReport Load { get; init; }
    public required ProbeReport Probe { get; init; }
    public required ImmutableArray<PhaseTime> Phases { get; init; }
    public required Uri Endpoint { get; init; }

    /// <summary>What did not hold; empty if everything did. Decided by <see cref="QuickstartProof"/>.</summary>
    public ImmutableArray<string> Faults => QuickstartProof.Judge(this);
}
