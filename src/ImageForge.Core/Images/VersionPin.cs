namespace ImageForge.Core.Images;

/// <summary>Which versions of a package may be taken, as apt's preferences write it.</summary>
/// <param name="Package">Name of the package.</param>
/// <param name="Version">A version, in which <c>*</c> stands for any characters and <c>?</c> for one.</param>
/// <param name="Sha256">
/// What the package's file must be, whatever a signed index says of it; null: the index is trusted.
/// </param>
public sealed record VersionPin(string Package, string Version, Digest? Sha256 = null)
{
    /// <summary>As people read it: the package, its version, and the hash where one is pinned.</summary>
    public string Text => $"{Package} {Version}{(Sha256 is { } pinned ? $" {pinned.Hex}" : "")}";

    /// <summary>Whether a version is one of those.</summary>
    public bool Matches(string version)
    {
        // Two fingers and one place to go back to: patterns of others must not take exponential time.
        var (at, pattern, star, tried) = (0, 0, -1, 0);
        while (at < version.Length)
        {
            if (pattern < Version.Length && Version[pattern] == '*')
            {
                (star, tried) = (pattern++, at);
            }
            else if (pattern < Version.Length && (Version[pattern] == '?' || Version[pattern] == version[at]))
            {
                (at, pattern) = (at + 1, pattern + 1);
            }
            else if (star >= 0)
            {
                (pattern, at) = (star + 1, ++tried);
            }
            else
            {
                return false;
            }
        }

        return Version[pattern..].All(rest => rest == '*');
    }
}
