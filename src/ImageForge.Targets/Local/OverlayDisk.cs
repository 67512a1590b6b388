using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>A copy-on-write disk over a base that many machines share.</summary>
public static class OverlayDisk
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Makes the overlay; one that is there is kept, for a machine may be using it.</summary>
    /// <param name="baseDisk">Absolute path of the base, which nobody may change from now on.</param>
    /// <param name="baseFormat"><c>qcow2</c> or <c>raw</c>.</param>
    /// <param name="overlay">Path of the overlay.</param>
    /// <param name="cancellationToken">Stops; nothing half-made stays under the overlay's name.</param>
    /// <exception cref="TargetException">The base is missing or the disk is full.</exception>
    public static async Task CreateAsync(
        string baseDisk, string baseFormat, string overlay, CancellationToken cancellationToken)
    {
        if (File.Exists(overlay))
        {
            return;
        }

        var unfinished = overlay + ".new";
        var result = await HostCommand.RunAsync(
            "qemu-img", ["create", "-q", "-f", "qcow2", "-F", baseFormat, "-b", baseDisk, unfinished], Limit,
            cancellationToken);
        if (result.ExitCode != 0)
        {
            File.Delete(unfinished);
            throw new TargetException($"no overlay over {baseDisk}: {result.ErrorText}");
        }

        File.Move(unfinished, overlay);
    }
}
