namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// The name of a Debian package for tools of others: a package URL of type <c>deb</c>, as the purl specification has
/// it.
/// </summary>
internal static class PackageUrl
{
    // The distribution's own name would make tools of others look a stranger's package up in its advisories.
    public static string Of(PackageVersion package, BaseSystem system)
    {
        var name = $"{Escaped(package.Name)}@{Escaped(package.Version)}?arch={package.Architecture}";
        return package.Origin is null
            ? $"pkg:deb/{system.Distribution}/{name}&distro={system.Suite}"
            : $"pkg:deb/third-party/{name}&checksum=sha256:{package.Sha256.Hex}";
    }

    // Debian versions hold plus signs and colons, which mean something else there; a tilde stays.
    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
