using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Journal;

/// <summary>A fleet's chain, read.</summary>
/// <param name="History">The fold that decisions rest on.</param>
/// <param name="LastHeld">What was last said to hold the rotation under way; null if nothing was. Only keeps it from
/// being said twice.</param>
/// <param name="Entries">How many entries it rests on: the sequence of the last one.</param>
/// <param name="LastAt">When the last one was written.</param>
public sealed record RotationRecord(RotationHistory History, string? LastHeld, long Entries, DateTimeOffset LastAt)
{
    public static readonly RotationRecord Empty = new(RotationHistory.Empty, null, 0, DateTimeOffset.MinValue);

    /// <summary>The record after one more entry.</summary>
    public RotationRecord With(RotationEvent rotationEvent, DateTimeOffset at) => new(
        History.Apply(rotationEvent, at),
        rotationEvent switch
        {
            RotationEvent.Held held => held.Summary,
            RotationEvent.Started => null,
            _ => LastHeld,
        },
        Entries + 1, at);
}
