namespace ImageForge.Engine.Builds;

/// <summary>How a build may get at what it needs.</summary>
public sealed record BuildOptions
{
    /// <summary>Use the package index and packages at hand, however old; nothing is fetched.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Look no package up in feeds of known vulnerabilities: for an image that is old on purpose. A profile that
    /// requires a feed still refuses it.
    /// </summary>
    public bool WithoutFeeds { get; init; }

    /// <summary>Promote nothing: whoever asked for the build decides, once all of its builds have passed.</summary>
    public bool WithoutPromotion { get; init; }
}
