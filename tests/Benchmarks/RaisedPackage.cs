using System.Diagnostics;
using ImageForge.Core.Images;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Store;

namespace ImageForge.Benchmarks;

/// <summary>
/// A package once more under a higher version, in the store: a fix of its size, on days too when no archive has one.
/// </summary>
internal static class RaisedPackage
{
    private const string Suffix = "+raised1";

    private const string Script = """
        dpkg-deb --raw-extract "$1" "$2/tree"
        sed -i "s/^Version: .*/Version: $3/" "$2/tree/DEBIAN/control"
        dpkg-deb --root-owner-group --build "$2/tree" "$2/raised.deb" >/dev/null
        """;

    public static PackageVersion Make(PackageStore packages, PackageVersion package)
    {
        var version = package.Version + Suffix;
        var folder = Directory.CreateTempSubdirectory("if-raised-").FullName;
        try
        {
            using var process = Process.Start(
                "bash", ["-euc", Script, "bash", packages.PathOf(package.Sha256), folder, version]);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{package.Name} could not be raised: dpkg-deb's words are above");
            }

            var made = Path.Combine(folder, "raised.deb");
            var raised = package with
            {
                Version = version,
                SourceVersion = package.SourceVersion + Suffix,
                Sha256 = FileDigest.Of(made),
                Size = new FileInfo(made).Length,
            };
            File.Copy(made, packages.PathOf(raised.Sha256), overwrite: true);
            return raised;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
