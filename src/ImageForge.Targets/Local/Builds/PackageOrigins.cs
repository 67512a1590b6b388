using System.Security.Cryptography;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Local.Builds;

/// <summary>
/// Tells which files of a disk came out of the archive's packages, to the byte. dpkg's own lists say so, the disk's
/// content must agree, and the package must be one that the plan resolved: a package from elsewhere may hold anything.
/// </summary>
internal static class PackageOrigins
{
    private const string Lists = "/var/lib/dpkg";
    private const string ListEnding = ".md5sums";

    /// <summary>Name of the package by path of the file; what has changed or came otherwise is not in it.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(
        string raw, IReadOnlySet<string> paths, ResolvedPackages packages, CancellationToken cancellationToken)
    {
        var origins = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = paths.Where(path => path.StartsWith('/') && !path.Contains('"', StringComparison.Ordinal)).ToList();
        if (files.Count == 0)
        {
            return origins;
        }

        var folder = Directory.CreateDirectory(raw + ".origins").FullName;
        try
        {
            await DebugFs.ReadAsync(
                raw,
                [
                    $"rdump {Lists} \"{folder}\"",
                    .. files.Select((file, index) => $"dump \"{file}\" \"{Path.Combine(folder, $"{index}")}\""),
                ],
                cancellationToken);

            // What a third party or a local file brings is known to fewer people than everybody.
            var known = packages.Installed.Where(package => package.Origin is null)
                .Select(package => package.Name).ToHashSet(StringComparer.Ordinal);
            var claims = Claims(Path.Combine(folder, Path.GetFileName(Lists)))
                .Where(claim => known.Contains(claim.Package))
                .ToLookup(claim => (Merged(claim.Path), claim.Md5), claim => claim.Package);
            foreach (var (index, file) in files.Index())
            {
                var copy = Path.Combine(folder, $"{index}");
                if (File.Exists(copy) && claims[(Merged(file), Md5(copy))].FirstOrDefault() is { } package)
                {
                    origins[file] = package;
                }
            }

            return origins;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Path, string Md5, string Package)> Claims(string lists) =>
        Shipped(Path.Combine(lists, "info")).Concat(Settings(Path.Combine(lists, "status")));

    // "<md5>  usr/bin/x" in info/<package>[:<architecture>].md5sums
    private static IEnumerable<(string Path, string Md5, string Package)> Shipped(string info) =>
        from list in Directory.Exists(info) ? Directory.EnumerateFiles(info, $"*{ListEnding}") : []
        let package = Path.GetFileName(list)[..^ListEnding.Length].Split(':')[0]
        from line in File.ReadLines(list)
        let parts = line.Split("  ", 2)
        where parts.Length == 2
        select ($"/{parts[1]}", parts[0], package);

    // Settings that dpkg asks before it overwrites are in the status file: " /etc/x <md5>" below "Conffiles:".
    private static IEnumerable<(string Path, string Md5, string Package)> Settings(string status)
    {
        var package = "";
        foreach (var line in File.Exists(status) ? File.ReadLines(status) : [])
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                package = line["Package: ".Length..];
            }
            else if (line.StartsWith(" /", StringComparison.Ordinal) && line.Split(' ') is ["", var path, var md5, ..])
            {
                yield return (path, md5, package);
            }
        }
    }

    // A package may list lib/x that lies in usr/lib/x, the folders being one.
    private static string Merged(string path) =>
        path.StartsWith("/usr/", StringComparison.Ordinal) ? path["/usr".Length..] : path;

    private static string Md5(string file)
    {
        using var stream = File.OpenRead(file);
#pragma warning disable CA5351 // dpkg's lists hold no other digest; who could forge them could as well write the disk.
        return Convert.ToHexStringLower(MD5.HashData(stream));
#pragma warning restore CA5351
    }
}
