namespace ImageForge.Engine.Builds;

/// <summary>
/// Finds the archive this host itself updates from, which may be a mirror nearby or the only one it can reach. Reads
/// <c>/etc/apt/sources.list</c>, its folder, and deb822 <c>*.sources</c>.
/// </summary>
public static class HostArchive
{
    /// <summary>
    /// The host's addresses, or null where it runs another distribution or names none that can be told for sure.
    /// </summary>
    /// <param name="root">Root of the host's file system: <c>/</c> but in tests.</param>
    /// <param name="distribution">As in <c>ID</c> of os-release: <c>debian</c>.</param>
    public static ArchiveAddresses? Find(string root, string distribution)
    {
        var release = OsRelease(Path.Combine(root, "etc/os-release"));
        if (release.GetValueOrDefault("ID") != distribution
            || release.GetValueOrDefault("VERSION_CODENAME") is not { Length: > 0 } suite)
        {
            return null;
        }

        var sources = SourceFiles(root).SelectMany(AptSource.Read).Where(IsFetchedByHttp).ToArray();

        // Third parties use the same code name and even "main"; only the archive and its mirrors have the -updates
        // pocket.
        var main = sources
            .Where(source => source.Suite == suite && source.Components.Contains("main"))
            .Select(source => source.Address)
            .FirstOrDefault(
                address => sources.Any(other => other.Address == address && other.Suite == $"{suite}-updates"));
        var security = sources
            .Where(source => source.Suite == $"{suite}-security" && source.Components.Contains("main"))
            .Select(source => source.Address)
            .FirstOrDefault();
        return main is null && security is null ? null : new ArchiveAddresses(main, security);
    }

    private static bool IsFetchedByHttp(AptSource source) =>
        Uri.TryCreate(source.Address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static IEnumerable<string> SourceFiles(string root)
    {
        var single = Path.Combine(root, "etc/apt/sources.list");
        var folder = Path.Combine(root, "etc/apt/sources.list.d");
        var parts = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder)
                .Where(file => Path.GetExtension(file) is ".list" or ".sources")
                .Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return File.Exists(single) ? parts.Prepend(single) : parts;
    }

    private static Dictionary<string, string> OsRelease(string file) => !File.Exists(file)
        ? []
        : File.ReadLines(file)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0].Trim(), pair => pair[1].Trim().Trim('"', '\''))
            .ToDictionary(group => group.Key, group => group.Last());
}
