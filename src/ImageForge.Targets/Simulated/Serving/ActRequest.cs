using System.Diagnostics;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>A command on its way to a served cloud.</summary>
/// <param name="Look">What its sender saw last; null if nothing.</param>
/// <param name="Epoch">The lease under which it was sent; null if it says none.</param>
/// <param name="Launch">Of launches and reimages only.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ActRequest(
    ApiAction Action, InstanceId Instance, FleetLook? Look, long? Epoch, LaunchTerms? Launch)
{
    internal static ActRequest Of(CloudAct act) => new(
        act.Action, act.Command.Instance, act.Look, act.Epoch,
        act.Command switch
        {
            RotationCommand.Launch launch => new LaunchTerms(
                launch.Image, launch.Slot, launch.Attempt, launch.Token, launch.Replaces, launch.Zone),
            RotationCommand.Reimage reimage => new LaunchTerms(
                reimage.Image, reimage.Slot, reimage.Attempt, reimage.Token, null, null),
            _ => null,
        });

    /// <exception cref="TargetException">It is no act, or lacks what it is to launch.</exception>
    internal CloudAct In(FleetName fleet) => new(fleet, Command(), Look, Epoch);

    private RotationCommand Command() => Action switch
    {
        ApiAction.Launch => Terms() is { Zone: { } zone } terms
            ? new RotationCommand.Launch(
                Instance, terms.Image, terms.Slot, terms.Attempt, terms.Token, terms.Replaces, "") { Zone = zone }
            : throw new TargetException($"a launch of {Instance} names no zone"),
        ApiAction.Reimage => Terms() is var terms
            ? new RotationCommand.Reimage(Instance, terms.Image, terms.Slot, terms.Attempt, terms.Token, "")
            : throw new UnreachableException(),
        ApiAction.Register => new RotationCommand.Register(Instance, ""),
        ApiAction.Admit => new RotationCommand.Admit(Instance, ""),
        ApiAction.Drain => new RotationCommand.Drain(Instance, default, ""),
        ApiAction.Isolate => new RotationCommand.Isolate(Instance, ""),
        ApiAction.Terminate => new RotationCommand.Terminate(Instance, ""),
        _ => throw new TargetException($"{Action} is no act"),
    };

    private LaunchTerms Terms() =>
        Launch ?? throw new TargetException($"{Action} of {Instance} does not say with what");
}
