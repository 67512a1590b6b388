using System.Globalization;

namespace ImageForge.Targets.Local.Builds;

/// <summary>Lists what lies on an unmounted ext4 disk.</summary>
internal static class DiskTree
{
    private const int DepthMax = 32;
    private const int FolderType = 0x4000;
    private const int LinkType = 0xA000;
    private const int TypeMask = 0xF000;
    private const string Banner = "debugfs: ";
    private const string List = "ls -p ";

    /// <summary>
    /// Everything but folders in and below <paramref name="paths"/>; a path that does not exist adds nothing.
    /// </summary>
    /// <param name="raw">The disk.</param>
    /// <param name="paths">Absolute paths of files or folders.</param>
    /// <param name="cancellationToken">Kills the tool.</param>
    public static async Task<IReadOnlyList<DiskFile>> FilesAsync(
        string raw, IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        var found = new List<DiskFile>();

        // A file is listed by its folder, so the first round looks at the folders above.
        var wanted = paths.ToHashSet(StringComparer.Ordinal);
        var folders = wanted.Select(path => Path.GetDirectoryName(path)!).ToHashSet(StringComparer.Ordinal);
        for (var depth = 0; depth < DepthMax && folders.Count > 0; depth++)
        {
            var output = await DebugFs.ReadAsync(
                raw, folders.Select(folder => $"{List}\"{folder}\""), cancellationToken);
            var next = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (path, mode, size) in Entries(output).Where(entry => depth > 0 || wanted.Contains(entry.Path)))
            {
                if ((mode & TypeMask) == FolderType)
                {
                    next.Add(path);
                }
                else
                {
                    found.Add(new DiskFile(path, size, (mode & TypeMask) == LinkType));
                }
            }

            folders = next;
        }

        return found;
    }

    // "/inode/mode/uid/gid/name/size/", the mode in octal; "/0/…" is a hole in the folder.
    private static IEnumerable<(string Path, int Mode, long Size)> Entries(string output)
    {
        var folder = "";
        foreach (var line in output.Split('\n'))
        {
            if (line.StartsWith(Banner + List, StringComparison.Ordinal))
            {
                folder = line[(Banner.Length + List.Length)..].Trim().Trim('"');
                continue;
            }

            var fields = line.Split('/');
            if (fields.Length >= 7 && fields[1] != "0" && fields[5] is not ("." or ".." or ""))
            {
                var size = long.TryParse(fields[6], CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
                yield return (Path.Combine(folder, fields[5]), Convert.ToInt32(fields[2], 8), size);
            }
        }
    }
}
