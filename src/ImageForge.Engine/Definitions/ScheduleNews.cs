using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Definitions;

/// <summary>What changed in the schedules.</summary>
public abstract record ScheduleNews
{
    private ScheduleNews() { }

    /// <summary>A policy that is in force from now on.</summary>
    public sealed record Taken(RotationPolicy Policy) : ScheduleNews;

    /// <summary>A file that is wrong.</summary>
    /// <param name="Fault">File, line, column and what is wrong, a line each.</param>
    /// <param name="KeepsOld">True if the policy before it stays in force; false: there is none.</param>
    public sealed record Refused(FleetName Fleet, string Fault, bool KeepsOld) : ScheduleNews;

    /// <summary>A file that is not there any more: its policy is in force no more.</summary>
    public sealed record Gone(FleetName Fleet) : ScheduleNews;
}
