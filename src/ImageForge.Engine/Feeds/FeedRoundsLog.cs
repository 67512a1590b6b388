using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Feeds;

/// <summary>What rounds of feeds tell the log.</summary>
internal static partial class FeedRoundsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Feed {Feed} is fetched: {Bytes} bytes, as before: {Same}")]
    public static partial void Fetched(ILogger logger, string feed, long bytes, bool same);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} is not fetched, {Kept} is at hand: {Error}")]
    public static partial void Kept(ILogger logger, string feed, string kept, string error);
}
