namespace ImageForge.Core.Images.Evidence;

/// <summary>
/// The name of a Debian package for tools of others: a package URL of type <c>deb</c>, as the purl specification has
/// it.
/// </summary>
internal static class PackageUrl
{
    public static string Of(PackageVersion package, BaseSystem system) =>
        $"pkg:deb/{system.Distribution}/{Escaped(package.Name)}@{Escaped(package.Version)}"
            + $"?arch={package.Architecture}&distro={system.Suite}";

    // Debian versions hold plus signs and colons, which mean something else there; a tilde stays.
    private static string Escaped(string text) => Uri.EscapeDataString(text);
}
