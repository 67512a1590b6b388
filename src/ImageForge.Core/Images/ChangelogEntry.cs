using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>One version in a package's Debian changelog.</summary>
/// <param name="Cves">CVE ids that the entry names, sorted, without duplicates.</param>
public sealed record ChangelogEntry(string Version, ImmutableArray<string> Cves);
