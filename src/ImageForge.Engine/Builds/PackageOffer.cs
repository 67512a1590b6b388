using System.Globalization;
using System.Text.RegularExpressions;
using ImageForge.Core;

namespace ImageForge.Engine.Builds;

/// <summary>A <c>.deb</c> that apt would fetch, as <c>--print-uris</c> says it.</summary>
/// <param name="Size">Bytes.</param>
internal sealed partial record PackageOffer(string Uri, long Size, Digest Sha256)
{
    /// <summary>Reads apt's answer, one offer a line.</summary>
    /// <exception cref="FormatException">A line looks otherwise, or has no SHA-256.</exception>
    public static IReadOnlyList<PackageOffer> Parse(string output) =>
    [
        .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line =>
            Line().Match(line) is { Success: true } match
                ? new PackageOffer(
                    match.Groups["uri"].Value,
                    long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture),
                    new Digest(match.Groups["sha"].Value))
                : throw new FormatException($"apt answered '{line}' where an address with a SHA-256 was expected")),
    ];

    [GeneratedRegex(
        @"^'(?<uri>[^']+)' \S+ (?<size>[0-9]{1,15}) SHA256:(?<sha>[0-9a-f]{64})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();
}
