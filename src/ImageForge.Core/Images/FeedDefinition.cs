namespace ImageForge.Core.Images;

/// <summary>Where known vulnerabilities are learnt of: <c>images/feeds/&lt;id&gt;.yaml</c>.</summary>
public sealed record FeedDefinition
{
    /// <summary>The file's name: <c>debian-tracker</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }
    public required FeedKind Kind { get; init; }

    /// <summary>An http or https address, or the path of a file or folder of this machine.</summary>
    public required string Source { get; init; }

    /// <summary>Older than this, what is at hand of it is refused: 7 days unless the file says otherwise.</summary>
    public required TimeSpan MaxAge { get; init; }
}
