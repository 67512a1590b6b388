using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Looks offers up in the package lists that apt fetched and verified: only those know version and source package.
/// </summary>
internal static class PackageStanzas
{
    /// <summary>One pass over the lists; offers that no list holds are left out.</summary>
    /// <param name="lists">
    /// The <c>Packages</c> files, opened one after the other; 50 MB and 1.3 million lines for a Debian release.
    /// </param>
    /// <param name="offers">What to look for.</param>
    public static IEnumerable<PackageVersion> Find(IEnumerable<TextReader> lists, IEnumerable<PackageOffer> offers)
    {
        // The same .deb may stand in two lists (a point release takes updates over).
        var wanted = offers.ToDictionary(offer => offer.Sha256.Hex);
        foreach (var list in lists)
        {
            var stanza = new Stanza();
            for (var line = list.ReadLine(); line is not null; line = list.ReadLine())
            {
                if (line.Length > 0)
                {
                    stanza.Take(line);
                    continue;
                }

                if (stanza.Sha256 is { } sha && wanted.Remove(sha, out var offer))
                {
                    yield return stanza.ToVersion(offer);
                }

                stanza = new Stanza();
            }

            if (stanza.Sha256 is { } last && wanted.Remove(last, out var lastOffer))
            {
                yield return stanza.ToVersion(lastOffer);
            }
        }
    }

    /// <summary>The newest version that the lists offer of each of these packages, by name.</summary>
    /// <param name="lists">As for <see cref="Find"/>.</param>
    /// <param name="names">What to look for; one that no list holds is left out.</param>
    public static IReadOnlyDictionary<string, string> Newest(
        IEnumerable<TextReader> lists, IReadOnlySet<string> names)
    {
        var newest = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            string? wanted = null;
            for (var line = list.ReadLine(); line is not null; line = list.ReadLine())
            {
                if (Value(line, "Package: ") is { } package)
                {
                    wanted = names.Contains(package) ? package : null;
                }
                else if (wanted is not null && Value(line, "Version: ") is { } version
                    && !(newest.TryGetValue(wanted, out var before)
                        && new DebianVersion(before) >= new DebianVersion(version)))
                {
                    newest[wanted] = version;
                }
            }
        }

        return newest;
    }

    private static string? Value(string line, string field) =>
        line.StartsWith(field, StringComparison.Ordinal) ? line[field.Length..] : null;

    private struct Stanza
    {
        private string? _package;
        private string? _version;
        private string? _architecture;
        private string? _source;
        private string? _sourceVersion;

        public string? Sha256 { get; private set; }

        public void Take(string line)
        {
            // Most of 1.3 million lines are other fields: look at one character before comparing.
            switch (line[0])
            {
                case 'P' when Value(line, "Package: ") is { } value:
                    _package = value;
                    break;
                case 'V' when Value(line, "Version: ") is { } value:
                    _version = value;
                    break;
                case 'A' when Value(line, "Architecture: ") is { } value:
                    _architecture = value;
                    break;
                case 'S' when Value(line, "Source: ") is { } value:
                    // "linux-signed-amd64 (6.1.192+2)" where the source has a version of its own.
                    (_source, _sourceVersion) = value.Split(' ', 2) is [var name, var version]
                        ? (name, version.Trim('(', ')'))
                        : (value, null);
                    break;
                case 'S' when Value(line, "SHA256: ") is { } value:
                    Sha256 = value;
                    break;
            }
        }

        public readonly PackageVersion ToVersion(PackageOffer offer) =>
            _package is { } package && _version is { } version && _architecture is { } architecture
                ? new PackageVersion(
                    package, version, architecture, _source ?? package, offer.Sha256, offer.Size, offer.Uri)
                {
                    SourceVersion = _sourceVersion ?? version,
                }
                : throw new FormatException($"the package list has no name, version or architecture for {offer.Uri}");
    }
}
