namespace ImageForge.Engine.Definitions;

/// <summary>Where a definition may put a file inside an image.</summary>
internal static class ImagePath
{
    private static readonly string[] Volatile =
        ["/proc", "/sys", "/dev", "/run", "/tmp", "/var/tmp", "/var/run", "/var/lock"];

    // These are links into /usr in every tree of ours: two names for one file would slip past "no duplicates".
    private static readonly string[] Merged = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    private static readonly HashSet<string> Accounts =
        new(StringComparer.Ordinal)
        {
            "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/subuid", "/etc/subgid",
        };

    private static readonly HashSet<string> Sealed =
        new(StringComparer.Ordinal) { "/etc/machine-id", "/usr/lib/imageforge/image" };

    /// <summary>What is wrong with a path and the way out, or null. Its characters are the schema's business.</summary>
    public static (string Message, string WayOut)? Fault(string path)
    {
        var segments = path.Split('/').Skip(1).ToList();
        if (!path.StartsWith('/') || segments.Any(segment => segment is "" or "." or ".."))
        {
            return (
                $"{Quoting.Quote(path)} is not a plain absolute path",
                "write it from / on, without . .. or double slashes");
        }

        if (Volatile.FirstOrDefault(folder => IsBelow(path, folder)) is { } emptied)
        {
            return (
                $"{Quoting.Quote(path)} lies below {emptied}, which is empty in an image",
                "create it at boot with systemd-tmpfiles");
        }

        if (Merged.FirstOrDefault(folder => IsBelow(path, folder)) is { } link)
        {
            return ($"{Quoting.Quote(path)} lies below {link}, which is a link to /usr{link}", $"write /usr{path}");
        }

        if (Accounts.Contains(path))
        {
            return ($"{Quoting.Quote(path)} is written by the packages and by users", "declare accounts under users");
        }

        return Sealed.Contains(path) || IsBelow(path, "/usr/lib/imageforge/sensors.d")
            ? ($"{Quoting.Quote(path)} is written by ImageForge itself",
                "choose another path; a sensor's probe goes under its key probe")
            : null;
    }

    /// <summary>Whether a path is the folder or lies inside it.</summary>
    public static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || path[folder.Length] == '/');
}
