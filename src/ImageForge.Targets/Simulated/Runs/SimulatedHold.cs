using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>How long a rotation, or parts of it, waited for one reason.</summary>
/// <param name="Lasted">Time in which at least one instance, or the whole rotation, was held for it.</param>
/// <param name="InstancesMax">The most instances held at once; 0 if only the rotation as a whole was.</param>
/// <param name="Detail">The numbers of the first such hold.</param>
public sealed record SimulatedHold(HoldReason Reason, TimeSpan Lasted, int InstancesMax, string Detail);
