namespace ImageForge.Engine.Definitions;

/// <summary>Where a key or value is written, and how.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Written">The scalar as typed, without quotes; null for lists and groups.</param>
internal readonly record struct Position(int Line, int Column, string? Written = null)
{
    /// <summary>Where errors about a file as a whole are shown.</summary>
    public static Position Start => new(1, 1);
}
