using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.EndToEnd.Tests.Support;
using ImageForge.Engine;
using ImageForge.Engine.Builds;

namespace ImageForge.EndToEnd.Tests.Targets;

/// <summary>An image to boot, and a process that launches it.</summary>
internal static class BootableImage
{
    /// <summary>Makes a state directory that holds the image <c>web</c> and nothing else.</summary>
    public static async Task<ImageArtifact> LinkIntoAsync(SharedForge forge, StateDirectory state)
    {
        var artifact = await forge.BuildAsync(await forge.PlanAsync("web"));
        state.Create();
        var place = new ArtifactStore(state).FolderOf(artifact.Id);
        Directory.CreateSymbolicLink(place, forge.Artifacts.FolderOf(artifact.Id));
        return artifact;
    }

    /// <summary>A process of its own that sends one launch, so that it can be killed.</summary>
    public static ProcessStartInfo OneLaunch(StateDirectory state, FleetName fleet, RotationCommand.Launch launch)
    {
        var ours = new DirectoryInfo(AppContext.BaseDirectory);
        return new ProcessStartInfo(
            Path.Combine(ours.FullName, "..", "..", "OneLaunch", ours.Name, "OneLaunch"),
            [
                state.Root, fleet.Value, launch.Instance.Value, launch.Token, launch.Image.Image.Value,
                launch.Image.PlanDigest.Hex,
            ])
        {
            UseShellExecute = false,
        };
    }
}
