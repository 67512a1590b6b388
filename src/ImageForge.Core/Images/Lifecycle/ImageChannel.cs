namespace ImageForge.Core.Images.Lifecycle;

/// <summary>Names of the released image that instances get. Schedules name one; a promotion moves it.</summary>
public enum ImageChannel
{
    /// <summary>What fleets run that say nothing else.</summary>
    Stable,

    /// <summary>What is tried before it becomes stable; never older than what is stable.</summary>
    Canary,
}
