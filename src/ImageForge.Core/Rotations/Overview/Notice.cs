namespace ImageForge.Core.Rotations.Overview;

/// <summary>Something of a fleet that whoever looks at it should know.</summary>
/// <param name="Kind">What it asks of them.</param>
/// <param name="Text">One sentence, with its numbers.</param>
/// <param name="Command">What a person would type; null: nothing helps, or nothing has to.</param>
public sealed record Notice(NoticeKind Kind, string Text, string? Command);
