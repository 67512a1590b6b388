using ImageForge.Core.Rotations;

namespace ImageForge.Cli.Output;

/// <summary>How long a simulated rotation waited for one reason.</summary>
/// <param name="Seconds">Virtual time in which anything was held for it.</param>
/// <param name="InstancesMax">The most instances at once; 0 if only the rotation as a whole was held.</param>
internal sealed record SimulatedHoldAnswer(HoldReason Reason, double Seconds, int InstancesMax, string Detail);
