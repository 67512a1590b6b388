using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Reads what a target extracts from an image's Debian changelogs (<c>changelogs.txt</c>): a line <c>@
/// &lt;package&gt;</c> (the folder below <c>/usr/share/doc</c>), then the header line of each version, newest first,
/// and the lines that name CVEs.
/// </summary>
public static partial class ChangelogReader
{
    /// <summary>
    /// Versions by package, newest first as in the file; a version that names no CVE has an empty list.
    /// </summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<ChangelogEntry>> Parse(TextReader text)
    {
        var packages =
            ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<ChangelogEntry>>(StringComparer.Ordinal);
        var entries = ImmutableArray.CreateBuilder<ChangelogEntry>();
        var cves = new SortedSet<string>(StringComparer.Ordinal);
        string? package = null;
        string? version = null;
        for (var line = text.ReadLine(); line is not null; line = text.ReadLine())
        {
            if (line.StartsWith("@ ", StringComparison.Ordinal))
            {
                EndPackage();
                package = line[2..].Trim();
            }
            else if (Header().Match(line) is { Success: true } header)
            {
                EndVersion();
                version = header.Groups["version"].Value;
            }
            else
            {
                cves.UnionWith(Cve().Matches(line).Select(match => match.Value));
            }
        }

        EndPackage();
        return packages.ToImmutable();

        void EndVersion()
        {
            if (version is not null)
            {
                entries.Add(new ChangelogEntry(version, [.. cves]));
            }

            version = null;
            cves.Clear();
        }

        void EndPackage()
        {
            EndVersion();
            if (package is { Length: > 0 })
            {
                packages[package] = entries.ToImmutable();
            }

            entries.Clear();
        }
    }

    // "nginx (1.22.1-9+deb12u3) bookworm-security; urgency=medium": in the first column, unlike the lines of an entry.
    [GeneratedRegex(
        @"^[a-z0-9][a-z0-9+.-]* \((?<version>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Header();

    [GeneratedRegex("CVE-[0-9]{4}-[0-9]{4,7}", RegexOptions.None, 1000)]
    private static partial Regex Cve();
}
