using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Definitions;

/// <summary>The schedules as they were when they were last right.</summary>
public sealed class ScheduleBook(DefinitionReader definitions)
    : DefinitionBook<RotationPolicy>(definitions.ListSchedules, definitions.ReadSchedule)
{
    /// <summary>Each fleet's policy in force.</summary>
    public IReadOnlyDictionary<string, RotationPolicy> Policies => InForce;

    /// <summary>A fleet's policy in force; null if it has none.</summary>
    public RotationPolicy? Of(FleetName fleet) => InForce.GetValueOrDefault(fleet.Value);
}
