using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;

namespace ImageForge.EndToEnd.Tests.Targets;

/// <summary>An image to boot, and a process that launches it.</summary>
internal static class BootableImage
{
    /// <summary>Makes a state directory that holds the image <c>web</c> and nothing else.</summary>
    public static async Task<ImageArtifact> LinkIntoAsync(SharedForge forge, StateDirectory state)
    {
        var artifact = await forge.BuildAsync(await forge.PlanAsync("web"));
        state.Create();
        forge.Lend(artifact, state);
        return artifact;
    }

    /// <summary>A process of its own that sends one launch, so that it can be killed.</summary>
    public static ProcessStartInfo OneLaunch(StateDirectory state, FleetName fleet, RotationCommand.Launch launch) =>
        OneCall("launch", state, fleet, launch.Instance, launch.Token, launch.Image);

    /// <summary>The same for a reimage.</summary>
    public static ProcessStartInfo OneReimage(
        StateDirectory state, FleetName fleet, RotationCommand.Reimage reimage) =>
        OneCall("reimage", state, fleet, reimage.Instance, reimage.Token, reimage.Image);

    private static ProcessStartInfo OneCall(
        string verb, StateDirectory state, FleetName fleet, InstanceId instance, string token, ArtifactId image)
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        return new ProcessStartInfo(
            Path.Combine(ours.FullName, "..", "..", "OneLaunch", ours.Name, "OneLaunch"),
            [
                verb, state.Root, fleet.Value, instance.Value, token, image.Image.Value, image.PlanDigest.Hex,
            ])
        {
            UseShellExecute = false,
        };
    }
}
