using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>A command on its way to a simulated cloud.</summary>
/// <param name="Look">What its sender saw last; null if nothing.</param>
/// <param name="Epoch">The lease under which it was sent; null if it says none.</param>
internal sealed record CloudAct(
    ApiAction Action, FleetName Fleet, RotationCommand Command, FleetLook? Look, long? Epoch);
