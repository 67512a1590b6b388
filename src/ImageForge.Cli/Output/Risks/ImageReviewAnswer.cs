using System.Collections.Immutable;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>What a review found of one image that was not known before.</summary>
/// <param name="Infeasible">Due dates that cannot be met, one line each.</param>
internal sealed record ImageReviewAnswer(
    string Image, ImmutableArray<string> Found, ImmutableArray<string> Mitigated, ImmutableArray<string> Accepted,
    ImmutableArray<string> AcceptanceEnded, ImmutableArray<string> Infeasible)
{
    public static ImageReviewAnswer Of(ImageName image, ImmutableArray<RiskEvent> news) => new(
        image.Value, [.. news.OfType<RiskEvent.Found>().Select(found => $"{found.Risk.Subject}")],
        [.. news.OfType<RiskEvent.Mitigated>().Select(mitigated => mitigated.Risk.Subject)],
        [.. news.OfType<RiskEvent.Accepted>().Select(accepted => accepted.Risk.Subject)],
        [.. news.OfType<RiskEvent.AcceptanceEnded>().Select(ended => ended.Risk.Subject)],
        [.. news.OfType<RiskEvent.Called>().Select(called =>
            $"{called.Risk.Subject} in fleet {called.Fleet}: {called.Arithmetic}")]);
}
