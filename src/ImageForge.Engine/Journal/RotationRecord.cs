using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Journal;

/// <summary>A fleet's chain, read.</summary>
/// <param name="History">The fold that decisions rest on.</param>
/// <param name="LastHeld">What was last said to hold the rotation under way; null if nothing was. Only keeps it from
/// being said twice.</param>
public sealed record RotationRecord(RotationHistory History, string? LastHeld)
{
    public static readonly RotationRecord Empty = new(RotationHistory.Empty, null);

    /// <summary>The record after one more entry.</summary>
    public RotationRecord With(RotationEvent rotationEvent, DateTimeOffset at) => new(
        History.Apply(rotationEvent, at),
        rotationEvent switch
        {
            RotationEvent.Held held => held.Summary,
            RotationEvent.Started => null,
            _ => LastHeld,
        });
}
