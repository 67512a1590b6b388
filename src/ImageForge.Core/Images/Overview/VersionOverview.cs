using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Core.Images.Overview;

/// <summary>One version of an image, with what was decided of it and where it runs.</summary>
public sealed record VersionOverview
{
    public required ImageArtifact Artifact { get; init; }

    /// <summary>What was decided of it since its gates spoke.</summary>
    public required ImageRecord Record { get; init; }

    /// <summary>The channels that name it now.</summary>
    public required ImmutableArray<ImageChannel> Channels { get; init; }

    /// <summary>Fleets that run it, with how many instances.</summary>
    public required ImmutableArray<(FleetName Fleet, int Instances)> RunsIn { get; init; }

    public int GatesPassed => Artifact.Gates.Count(gate => gate is { Passed: true, NotRun: false });
    public int GatesRefused => Artifact.Gates.Count(gate => !gate.Passed);
    public int GatesNotRun => Artifact.Gates.Count(gate => gate is { Passed: true, NotRun: true });

    /// <summary>Findings that somebody accepted for a time.</summary>
    public int Waived => Artifact.Gates.Sum(gate => gate.Waived.Length);
}
