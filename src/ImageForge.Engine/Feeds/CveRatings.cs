using ImageForge.Core.Images;
using ImageForge.Core.Images.Gates;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Feeds;

/// <summary>
/// What feeds say of how bad vulnerabilities are. What a feed says counts however old it is; what it does not say is
/// known only while it is young enough.
/// </summary>
public sealed class CveRatings
{
    private readonly List<ILookup<string, CveRating>> _feeds = [];
    private bool _knowsExploited;

    private CveRatings() { }

    /// <summary>Reads what is at hand.</summary>
    /// <exception cref="ForgeException">It is damaged (Integrity).</exception>
    public static async Task<CveRatings> ReadAsync(
        FeedStore feeds, IEnumerable<FeedDefinition> declared, CancellationToken cancellationToken)
    {
        var ratings = new CveRatings();
        foreach (var feed in declared.Where(feed => !feed.KnowsPackages))
        {
            if (await feeds.ReadRatingsAsync(feed, cancellationToken) is { } known)
            {
                ratings._feeds.Add(known.ToLookup(rating => rating.Id, StringComparer.Ordinal));
                ratings._knowsExploited |= feed.Kind == FeedKind.Kev && feeds.AgeOf(feed) <= feed.MaxAge;
            }
        }

        return ratings;
    }

    /// <summary>All that is known of one; where feeds, or entries of one, differ, the worse word counts.</summary>
    public RiskFacts Of(KnownVulnerability known)
    {
        var said = _feeds.SelectMany(feed => feed[known.Id]).ToList();
        var since = said.Min(rating => rating.ExploitedSince);

        // What has no CVE id yet is in no catalog, and that says nothing.
        var hasNumber = known.Id.StartsWith("CVE-", StringComparison.Ordinal);
        return new RiskFacts(
            since is not null ? true : _knowsExploited && hasNumber ? false : null, since,
            said.Max(rating => rating.Automatable), said.Max(rating => rating.Impact), known.Severity, known.Fixed);
    }
}
