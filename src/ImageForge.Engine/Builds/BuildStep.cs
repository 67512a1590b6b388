namespace ImageForge.Engine.Builds;

/// <summary>One act of a build and how it is taken back.</summary>
/// <param name="Name">Shown in progress, journal and manifest.</param>
/// <param name="DoAsync">The act; returns a short text of what came of it. May be repeated after a crash.</param>
internal sealed record BuildStep(string Name, Func<CancellationToken, Task<string>> DoAsync)
{
    /// <summary>
    /// Removes by name whatever the act left, whether it ended, failed or never got far; null where what it leaves is
    /// worth keeping (fetched packages, whole layers).
    /// </summary>
    public Func<CancellationToken, Task>? UndoAsync { get; init; }

    /// <summary>Whether the act will find its work done already.</summary>
    public Func<bool> IsCached { get; init; } = () => false;
}
