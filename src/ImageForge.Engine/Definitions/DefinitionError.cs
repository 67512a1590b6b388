namespace ImageForge.Engine.Definitions;

/// <summary>One fault in a definition file.</summary>
/// <param name="File">Path as the person would type it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="WayOut">
/// What to do, with the nearest valid name where there is one; null where the message says it.
/// </param>
public sealed record DefinitionError(string File, int Line, int Column, string Message, string? WayOut = null)
{
    public override string ToString() =>
        $"{File}:{Line}:{Column}: {Message}{(WayOut is null ? "" : $" ({WayOut})")}";
}
