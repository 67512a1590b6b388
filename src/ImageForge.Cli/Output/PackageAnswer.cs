using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>A package, exact to the byte: <paramref name="Sha256"/> is of its .deb file.</summary>
internal sealed record PackageAnswer(string Name, string Version, string Architecture, string Source, string Sha256)
{
    public static PackageAnswer Of(PackageVersion package) =>
        new(package.Name, package.Version, package.Architecture, package.Source, package.Sha256.Hex);
}
