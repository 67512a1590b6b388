using System.Security.Cryptography;
using ImageForge.Engine.Definitions;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// Fetches every feed without a person. One that cannot be had stays as it is at hand, and makes no other one older.
/// </summary>
public sealed class FeedRounds(
    DefinitionReader definitions, FeedStore feeds, TimeProvider time, ILogger<FeedRounds> logger)
{
    /// <summary>
    /// The longest that a round waits before it fetches anything: many installations have the same cron, and whoever
    /// publishes feeds shall not see them all in one second.
    /// </summary>
    public static readonly TimeSpan JitterMax = TimeSpan.FromMinutes(5);

    /// <summary>One fetch of each feed that is older than that, one after the other.</summary>
    /// <param name="age">Younger ones are left; zero: all are fetched.</param>
    /// <param name="cancellationToken">Ends it; what is at hand stays.</param>
    /// <returns>True if one of them says something else than before.</returns>
    /// <exception cref="DefinitionException">A feed's file is wrong.</exception>
    public async Task<bool> UpdateAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var wanted = definitions.ReadFeeds().Where(feed => !(feeds.AgeOf(feed) < age)).ToList();
        if (wanted.Count == 0)
        {
            return false;
        }

        await Task.Delay(
            TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)JitterMax.TotalMilliseconds)), time,
            cancellationToken);
        var changed = false;
        foreach (var feed in wanted)
        {
            var before = feeds.At(feed);
            try
            {
                var record = await feeds.UpdateAsync(feed, source: null, cancellationToken);
                changed |= record.Digest != before?.Digest;
                FeedRoundsLog.Fetched(logger, feed.Id, record.Bytes, record.Digest == before?.Digest);
            }
            catch (Exception exception) when (exception is ForgeException or IOException)
            {
                FeedRoundsLog.Kept(
                    logger, feed.Id, before is null ? "nothing" : $"that of {before.FetchedAt:yyyy-MM-dd HH:mm} UTC",
                    exception.Message);
            }
        }

        return changed;
    }
}
