using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>When an image was last reviewed, and on what.</summary>
/// <param name="Feeds">What was at hand of each feed: its id and the SHA-256 of what came.</param>
internal sealed record ReviewedAnswer(
    string Image, DateTimeOffset At, string By, ImmutableSortedDictionary<string, string> Feeds)
{
    public static ReviewedAnswer Of(ImageName image, DateTimeOffset at, RiskEvent.Reviewed what) =>
        new(image.Value, at, what.By, what.Feeds);
}
