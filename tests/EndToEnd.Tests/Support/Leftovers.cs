namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>What of a state directory is still in the kernel: processes and mounts, in whatever namespace.</summary>
internal static class Leftovers
{
    /// <summary>Command lines of processes that name the state directory or work in it.</summary>
    public static IReadOnlyList<string> Processes(string root) =>
        [.. All().Where(process => Mentions(process, "cmdline", root) || WorksIn(process, root)).Select(Describe)];

    /// <summary>Mount points below the state directory, in the mount namespace of any process.</summary>
    public static IReadOnlyList<string> Mounts(string root) =>
    [
        .. All().SelectMany(process => Lines(Path.Combine(process, "mountinfo")))
            .Select(line => line.Split(' ')).Where(fields => fields.Length > 4).Select(fields => fields[4])
            .Where(point => point.StartsWith(root, StringComparison.Ordinal)).Distinct(),
    ];

    private static IEnumerable<string> All() =>
        Directory.EnumerateDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsDigit));

    private static bool Mentions(string process, string file, string root) =>
        Lines(Path.Combine(process, file)).Any(line => line.Contains(root, StringComparison.Ordinal));

    private static bool WorksIn(string process, string root)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget is { } folder
                && (folder == root || folder.StartsWith(root + "/", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Describe(string process) =>
        $"{Path.GetFileName(process)} {string.Join(' ', Lines(Path.Combine(process, "cmdline"))).Replace('\0', ' ')}";

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended while we looked, or is not ours to look at.
            return [];
        }
    }
}
