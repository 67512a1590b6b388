namespace ImageForge.Engine.Feeds;

/// <summary>The suites that images may have: all that is kept of a feed. OSV numbers them, Debian names them.</summary>
internal static class DebianSuites
{
    private const string Ecosystem = "Debian:";

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["12"] = "bookworm", ["13"] = "trixie",
    };

    public static IReadOnlyCollection<string> All => Names.Values;

    /// <summary>The suite of an OSV ecosystem such as <c>Debian:12</c>; null for all others.</summary>
    public static string? OfEcosystem(string ecosystem) => ecosystem.StartsWith(Ecosystem, StringComparison.Ordinal)
        ? Names.GetValueOrDefault(ecosystem[Ecosystem.Length..])
        : null;
}
