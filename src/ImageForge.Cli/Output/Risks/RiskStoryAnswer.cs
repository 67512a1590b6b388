using System.Globalization;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>Something that happened with a risk.</summary>
/// <param name="What">One line.</param>
internal sealed record RiskStoryAnswer(DateTimeOffset At, string Image, string What)
{
    public static RiskStoryAnswer Of((ImageName Image, RiskEvent Event, DateTimeOffset At) told) =>
        new(told.At, told.Image.Value, Text(told.Event));

    /// <summary>A hotfix that is for it.</summary>
    public static IEnumerable<RiskStoryAnswer> Of(HotfixRecord hotfix)
    {
        var images = string.Join(" and ", hotfix.Decision.Images.Select(change => change.From.Image).Distinct());
        yield return new RiskStoryAnswer(
            hotfix.DecidedAt, images,
            $"{hotfix.Decision.By} decided {hotfix.Id} ({hotfix.Decision.Wish}): {hotfix.Decision.Reason}");
        if (hotfix.FinishedAt is { } at)
        {
            yield return new RiskStoryAnswer(
                at, images, $"{hotfix.Id} {(hotfix.Done ? "done" : "ended undone")}: {hotfix.FinishReason}");
        }
    }

    private static string Text(RiskEvent news) => news switch
    {
        RiskEvent.Found found => $"found by {string.Join(" and ", found.By)}: {found.Detail}",
        RiskEvent.Rated rated => $"now {RiskWords.Of(rated.Facts)}",
        RiskEvent.Dated dated => $"in fleet {dated.Fleet}: {dated.Band}{RiskWords.Assumed(dated.Unknown)}",
        RiskEvent.Called called => string.Create(
            CultureInfo.InvariantCulture,
            $"in fleet {called.Fleet}: due {called.DueAt:yyyy-MM-dd HH:mm} UTC cannot be met: {called.Arithmetic}"),
        RiskEvent.Accepted { Acceptance: var accepted } => string.Create(
            CultureInfo.InvariantCulture,
            $"{accepted.Owner} accepts it until {accepted.Until:yyyy-MM-dd HH:mm} UTC ({accepted.Waiver}): "
                + $"{accepted.Reason}"),
        RiskEvent.AcceptanceEnded ended => $"not accepted by {ended.Waiver} any more: {ended.Reason}",
        RiskEvent.Mitigated mitigated => $"mitigated: {mitigated.Reason}",
        _ => news.GetType().Name,
    };
}
