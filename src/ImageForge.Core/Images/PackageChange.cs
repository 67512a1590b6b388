using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A package that two artifacts hold in different versions.</summary>
/// <param name="Name">Name in the newer artifact.</param>
/// <param name="FormerName">
/// Name in the older one: differs where Debian counts in names, as kernels and libraries do.
/// </param>
/// <param name="From">Version in the older artifact.</param>
/// <param name="To">Version in the newer artifact.</param>
/// <param name="FixedCves">
/// CVE ids that the changelog names between the two, sorted; empty if there is no changelog, or it went back.
/// </param>
public sealed record PackageChange(
    string Name, string FormerName, string From, string To, ImmutableArray<string> FixedCves)
{
    /// <summary>True if the newer artifact holds an older version.</summary>
    public bool IsDowngrade => new DebianVersion(To) < new DebianVersion(From);
}
