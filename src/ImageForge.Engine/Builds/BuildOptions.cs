namespace ImageForge.Engine.Builds;

/// <summary>How a build may get at what it needs.</summary>
public sealed record BuildOptions
{
    /// <summary>Use the package index and packages at hand, however old; nothing is fetched.</summary>
    public bool Offline { get; init; }
}
