using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>
/// Where the packages of a distribution are fetched from, without a trailing slash. Never decides what is installed.
/// </summary>
/// <param name="Main">The archive of the release and updates pockets; null: not known.</param>
/// <param name="Security">The archive of the security pocket; null: not known.</param>
public sealed record ArchiveAddresses(string? Main, string? Security)
{
    private const string PublicMain = "http://deb.debian.org/debian";
    private const string PublicSecurity = "http://deb.debian.org/debian-security";

    /// <summary>
    /// The definition's own addresses, else the host's where it runs the same distribution, else Debian's public ones.
    /// </summary>
    public static ArchiveAddresses Choose(BaseSystem baseSystem, ArchiveAddresses? host) => new(
        Trimmed(baseSystem.Mirror) ?? host?.Main ?? PublicMain,
        Trimmed(baseSystem.SecurityMirror) ?? host?.Security ?? PublicSecurity);

    /// <summary>An address as it is compared and stored.</summary>
    public static string? Trimmed(string? address) => address?.TrimEnd('/');
}
