using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Simulated;

/// <summary>An act of a controller that broke a limit, by the cloud's own count.</summary>
/// <param name="At">Since the start of the simulation.</param>
/// <param name="Action">The act.</param>
/// <param name="Detail">The numbers.</param>
/// <param name="IsForeseeable">
/// False if instances that were lost, or a wish that moved, after the controller's last look alone make it one, or a
/// break between two looks: nobody could have known.
/// </param>
/// <param name="IsLate">True if the act was sent earlier, and the cloud did it late.</param>
public sealed record SimulationBreach(
    TimeSpan At, BreachKind Kind, ApiAction Action, InstanceId Instance, string Detail, bool IsForeseeable,
    bool IsLate);
