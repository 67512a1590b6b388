using ImageForge.Engine.Builds;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Traffic;

namespace ImageForge.Engine.Quickstart;

/// <summary>What happens while a quickstart runs, for whoever shows it.</summary>
public abstract record QuickstartEvent
{
    private QuickstartEvent() { }

    public sealed record PhaseBegan(QuickstartPhase Phase) : QuickstartEvent;

    /// <param name="Outcome">What came of it, in a few words.</param>
    public sealed record PhaseEnded(QuickstartPhase Phase, TimeSpan Took, string Outcome) : QuickstartEvent;

    public sealed record Building(BuildProgress Progress) : QuickstartEvent;

    public sealed record Passed(RotationPass Pass) : QuickstartEvent;

    /// <summary>Where load and prober stand; sent with every pass of the rotation.</summary>
    public sealed record Traffic(LoadReport Load, ProbeReport Probe) : QuickstartEvent;
}
