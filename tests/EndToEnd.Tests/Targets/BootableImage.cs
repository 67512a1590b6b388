using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Builds;

namespace ImageForge.EndToEnd.Tests.Targets;

/// <summary>An image to boot, and a process that launches it.</summary>
internal static class BootableImage
{
    /// <summary>Makes a state directory that holds a released image and nothing else.</summary>
    public static Task<ImageArtifact> LinkIntoAsync(StateDirectory state, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var built = Environment.GetEnvironmentVariable("IMAGEFORGE_TEST_STATE");
        Assert.SkipUnless(built is not null, "IMAGEFORGE_TEST_STATE names no state directory with a released image");
        var shared = new StateDirectory(built!);
        var store = new ArtifactStore(shared);
        var artifact = store.List().First(candidate => candidate is { State: ImageState.Released, Health: not null });
        state.Create();
        Directory.CreateSymbolicLink(new ArtifactStore(state).FolderOf(artifact.Id), store.FolderOf(artifact.Id));
        return Task.FromResult(artifact);
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
