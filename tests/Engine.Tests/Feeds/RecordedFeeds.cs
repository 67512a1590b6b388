using ImageForge.Core.Images;

namespace ImageForge.Engine.Tests.Feeds;

/// <summary>Small feeds in the shape of the real ones.</summary>
internal static class RecordedFeeds
{
    public static string Tracker => PathOf("tracker.json");
    public static string Osv => PathOf("osv.json");
    public static string Kev => PathOf("kev.json");
    public static string Vulnrichment => PathOf("vulnrichment.json");

    public static FeedDefinition TrackerFeed => Feed("debian-tracker", FeedKind.DebianTracker, Tracker);
    public static FeedDefinition OsvFeed => Feed("osv", FeedKind.Osv, Osv);
    public static FeedDefinition KevFeed => Feed("cisa-kev", FeedKind.Kev, Kev);
    public static FeedDefinition SsvcFeed => Feed("vulnrichment", FeedKind.Ssvc, Vulnrichment);

    public static FeedDefinition Feed(string id, FeedKind kind, string source) => new()
    {
        Id = id, Title = id, Kind = kind, Source = source, MaxAge = TimeSpan.FromDays(7),
    };

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Feeds", "recorded", name);
}
