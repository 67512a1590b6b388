namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Makes the time stamps of a disk those of its plan. Change and access times cannot be set in a tree, and setting
/// modification times in an overlay copies every file; on the finished disk all three cost a fraction of a second.
/// </summary>
internal static class DiskTimes
{
    /// <param name="raw">The disk; the same file afterwards.</param>
    /// <param name="epoch">Unix seconds: change and access times become it, later modification times too.</param>
    /// <param name="cancellationToken">Leaves the disk half done; it is of no use then.</param>
    public static async Task ClampAsync(string raw, long epoch, CancellationToken cancellationToken)
    {
        var commands = new List<string>();
        foreach (var (number, modifiedAt) in Ext4Inodes.InUse(raw))
        {
            commands.Add($"sif <{number}> ctime @{epoch}");
            commands.Add($"sif <{number}> atime @{epoch}");
            if (modifiedAt > epoch)
            {
                commands.Add($"sif <{number}> mtime @{epoch}");
            }
        }

        await DebugFs.WriteAsync(raw, commands, epoch, cancellationToken);
    }
}
