using ImageForge.Targets;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>
/// Time to review risks. Without asking gates again where a waiver has ended: <see cref="WaiverJob"/> does that.
/// </summary>
[DisallowConcurrentExecution]
public sealed class ReviewJob(Rooms rooms, BellTimes times, ILogger<ReviewJob> logger) : Doorbell(logger)
{
    // Feeds are kept by each node for itself, and another one of several may have fetched his at their bell.
    private static readonly TimeSpan FeedAgeMax = TimeSpan.FromHours(25);

    internal const string Name = "review";

    /// <inheritdoc/>
    protected override async Task AnswerAsync(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!times.Offline)
        {
            await rooms.FeedRounds.UpdateAsync(FeedAgeMax, cancellationToken);
        }

        var review = await rooms.RiskReview.RunAsync("imageforge serve", cancellationToken);
        foreach (var warning in review.Warnings)
        {
            BellLog.ReviewWarning(logger, warning);
        }

        // What became known since such a feed was fetched was not looked for: nobody may take that for a clean bill.
        foreach (var feed in review.Feeds.Where(feed => !feed.IsAtHand || feed.IsTooOld))
        {
            BellLog.PoorFeed(logger, feed.Feed, feed.IsAtHand ? "too old" : "not at hand", feed.Feed);
        }

        BellLog.Reviewed(
            logger, review.Images.Length, review.Images.Sum(image => image.News.Length),
            review.Marked.Sum(fleet => fleet.Instances));
    }
}
