namespace ImageForge.Core.Images;

/// <summary>Where vulnerabilities, or how bad they are, are learnt of: <c>images/feeds/&lt;id&gt;.yaml</c>.</summary>
public sealed record FeedDefinition
{
    /// <summary>The file's name: <c>debian-tracker</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }
    public required FeedKind Kind { get; init; }

    /// <summary>False if it only rates vulnerabilities, whoever has them.</summary>
    public bool KnowsPackages => Kind is FeedKind.Osv or FeedKind.DebianTracker;

    /// <summary>An http or https address, or the path of a file or folder of this machine.</summary>
    public required string Source { get; init; }

    /// <summary>Older than this, what is at hand of it is refused: 7 days unless the file says otherwise.</summary>
    public required TimeSpan MaxAge { get; init; }
}
