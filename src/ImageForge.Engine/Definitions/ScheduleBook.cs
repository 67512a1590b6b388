using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Definitions;

/// <summary>The schedules as they were when they were last right.</summary>
public sealed class ScheduleBook(DefinitionReader definitions)
    : DefinitionBook<RotationPolicy>(definitions.ListSchedules, definitions.ReadSchedule)
{
    /// <summary>Each fleet's policy in force.</summary>
    public IReadOnlyDictionary<string, RotationPolicy> Policies => InForce;

    /// <summary>What is wrong with files, by fleet: file, line, column and reason, a line each.</summary>
    public IReadOnlyDictionary<string, string> Faults
    {
        get
        {
            lock (_gate)
            {
                return _faults.ToImmutableSortedDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>A fleet's policy in force; null if it has none.</summary>
    public RotationPolicy? Of(FleetName fleet) => InForce.GetValueOrDefault(fleet.Value);
}
