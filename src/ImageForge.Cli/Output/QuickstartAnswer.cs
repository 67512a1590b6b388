using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Quickstart;
using ImageForge.Engine.Traffic;

namespace ImageForge.Cli.Output;

/// <summary>
/// <c>quickstart</c>: what it showed; <paramref name="Proven"/> if nothing is among <paramref name="Faults"/>.
/// </summary>
internal sealed record QuickstartAnswer(
    bool Proven, ImmutableArray<string> Faults, string RotationEnd, ArtifactAnswer Released, ArtifactAnswer Patched,
    DiffAnswer Diff,
    FleetAnswer Before, FleetAnswer After, int Desired, int Floor, int? LowestServing, LoadReport Load,
    ImmutableArray<PhaseTime> Phases)
{
    public static QuickstartAnswer Of(QuickstartReport report, ImageHistory history, ArtifactStore artifacts) => new(
        report.Faults.IsEmpty, report.Faults, report.RotationEnd,
        ArtifactAnswer.Of(report.Released, history, artifacts),
        ArtifactAnswer.Of(report.Patched, history, artifacts), DiffAnswer.Of(report.Diff),
        FleetAnswer.Of(report.Before, report.Endpoint),
        FleetAnswer.Of(report.After, report.Endpoint), report.Limits.Desired, report.Limits.Floor,
        report.Probe.LowestServing,
        report.Load, report.Phases);
}
