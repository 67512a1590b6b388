using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Packages of a version, by name.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record PackageListAnswer(string Image, ImmutableArray<PackageLine> Packages, string? Next);
