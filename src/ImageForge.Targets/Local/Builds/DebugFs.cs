using ImageForge.Engine;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Reads and changes an ext4 disk without mounting it.</summary>
internal static class DebugFs
{
    // An ordinary user's PATH leaves out where debugfs lies.
    private const string ToolPath = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Asks without changing anything; returns what was printed, each answer after a line <c>debugfs:
    /// &lt;command&gt;</c>.
    /// </summary>
    /// <param name="raw">The disk.</param>
    /// <param name="commands">One a line. What one of them does not find is said on stderr and is no failure.</param>
    /// <param name="cancellationToken">Kills the tool.</param>
    public static async Task<string> ReadAsync(
        string raw, IEnumerable<string> commands, CancellationToken cancellationToken) =>
        (await RunAsync(raw, commands, [], cancellationToken)).Output;

    /// <summary>Changes the disk.</summary>
    /// <param name="raw">The disk.</param>
    /// <param name="commands">One a line.</param>
    /// <param name="epoch">Unix seconds that the file system takes for now.</param>
    /// <param name="cancellationToken">Kills the tool; the disk is of no use then.</param>
    /// <exception cref="TargetException">A command failed.</exception>
    public static async Task WriteAsync(
        string raw, IEnumerable<string> commands, long epoch, CancellationToken cancellationToken)
    {
        var result = await RunAsync(raw, commands, [$"E2FSPROGS_FAKE_TIME={epoch}"], cancellationToken);

        // It ends with 0 whatever its commands did; what went wrong stands on stderr, after its banner.
        var complaint = result.ErrorText.Split('\n')
            .FirstOrDefault(line => line.Length > 0 && !line.StartsWith("debugfs 1.", StringComparison.Ordinal));
        if (complaint is not null)
        {
            throw new TargetException($"debugfs on {raw}: {complaint}");
        }
    }

    private static async Task<HostCommand.Result> RunAsync(
        string raw, IEnumerable<string> commands, IReadOnlyList<string> writeAt, CancellationToken cancellationToken)
    {
        var batch = raw + ".commands";
        await File.WriteAllLinesAsync(batch, commands, cancellationToken);
        var result = await HostCommand.RunAsync(
            "/usr/bin/env",
            [$"PATH={ToolPath}", .. writeAt, "debugfs", .. writeAt.Count > 0 ? (string[])["-w"] : [], "-f", batch, raw],
            Limit, cancellationToken);
        File.Delete(batch);
        return result.ExitCode == 0 ? result : throw new TargetException($"debugfs on {raw}: {result.ErrorText}");
    }
}
