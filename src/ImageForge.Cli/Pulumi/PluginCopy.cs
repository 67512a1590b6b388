using ImageForge.Engine;

namespace ImageForge.Cli.Pulumi;

/// <summary>Puts the plugin with everything that it needs into a folder.</summary>
internal static class PluginCopy
{
    /// <summary>
    /// By rename: a run that uses the old one goes on with it, and one that begins finds all of the new one.
    /// </summary>
    /// <returns>Bytes; 0 where it is that very folder.</returns>
    /// <exception cref="ForgeException">The folder cannot be written (Environment), or holds something else
    /// (Usage).</exception>
    public static long To(string source, string place)
    {
        if (Path.TrimEndingDirectorySeparator(source) == Path.TrimEndingDirectorySeparator(place))
        {
            return 0;
        }

        if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place).Any()
            && !File.Exists(Path.Combine(place, PluginExecutable.Name)))
        {
            throw new ForgeException(
                ForgeError.Usage, $"{place} holds something that is not this plugin", "name an empty or a new folder");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            var fresh = $"{place}.{Environment.ProcessId}.new";
            var size = Copy(source, fresh);
            var old = $"{place}.{Environment.ProcessId}.old";
            if (Directory.Exists(place))
            {
                Directory.Move(place, old);
            }

            Directory.Move(fresh, place);
            if (Directory.Exists(old))
            {
                Directory.Delete(old, recursive: true);
            }

            return size;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ForgeException(
                ForgeError.Environment, $"{place} cannot be written: {exception.Message}",
                "name another with --project, or make room there", exception);
        }
    }

    private static long Copy(string source, string place)
    {
        var size = 0L;
        foreach (var file in new DirectoryInfo(source).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(place, Path.GetRelativePath(source, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target);
            size += file.Length;
        }

        return size;
    }
}
