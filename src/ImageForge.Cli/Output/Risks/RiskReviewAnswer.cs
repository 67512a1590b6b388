using System.Collections.Immutable;
using ImageForge.Engine.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary><c>risk review</c>.</summary>
/// <param name="Marked">Instances for which something is news, by fleet.</param>
internal sealed record RiskReviewAnswer(
    ImmutableArray<FeedReadingAnswer> Feeds, ImmutableArray<GatedAgainAnswer> GatedAgain,
    ImmutableArray<ImageReviewAnswer> Images, ImmutableSortedDictionary<string, int> Marked,
    ImmutableArray<string> Warnings)
{
    public static RiskReviewAnswer Of(RiskReviewResult result, ImmutableArray<GatedAgainAnswer> gated) => new(
        [.. result.Feeds.Select(FeedReadingAnswer.Of)], gated,
        [.. result.Images.Select(image => ImageReviewAnswer.Of(image.Image, image.News))],
        result.Marked.ToImmutableSortedDictionary(
            marked => marked.Fleet.Value, marked => marked.Instances, StringComparer.Ordinal),
        result.Warnings);
}
