using System.Text.Json.Serialization;

namespace ImageForge.Core.Fleets.Watching;

/// <summary>
/// What the journal keeps of a fleet's sensors, in the chain <c>sensors/&lt;fleet&gt;</c>, whether it rotates or not. A
/// change may add fields with a default but never rename one.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(GapOpened), "gap-opened")]
[JsonDerivedType(typeof(GapClosed), "gap-closed")]
public abstract record SensorEvent(InstanceId Instance, string Detail)
{
    /// <summary>An instance's sensor, which reported before or should have by now, does not.</summary>
    public sealed record GapOpened(InstanceId Instance, string Detail) : SensorEvent(Instance, Detail);

    /// <summary>It reports again, or the instance is gone.</summary>
    public sealed record GapClosed(InstanceId Instance, string Detail) : SensorEvent(Instance, Detail);
}
