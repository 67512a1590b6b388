using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>A command on its way to a simulated cloud.</summary>
/// <param name="Look">What its sender saw last; null if nothing.</param>
/// <param name="Epoch">The lease under which it was sent; null if it says none.</param>
internal sealed record CloudAct(FleetName Fleet, RotationCommand Command, FleetLook? Look, long? Epoch)
{
    /// <summary>The call that carries it: of the same name, for every command is one call.</summary>
    public ApiAction Action { get; } = Enum.Parse<ApiAction>($"{Command.Kind}");
}
