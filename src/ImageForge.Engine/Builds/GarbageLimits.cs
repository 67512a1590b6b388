namespace ImageForge.Engine.Builds;

/// <summary>How long things that nobody needs are kept all the same.</summary>
public sealed record GarbageLimits
{
    /// <summary>Refused artifacts, for inspection; counted from when they were built.</summary>
    public TimeSpan RefusedArtifacts { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Layers and packages that no artifact refers to; counted from when they were made or fetched.</summary>
    public TimeSpan Unreferenced { get; init; } = TimeSpan.FromDays(7);
}
