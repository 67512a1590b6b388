using System.Collections.Immutable;

namespace ImageForge.Core.Rotations;

/// <summary>What persons and checkpoints have said of the rotation under way. Each rotation begins with none.</summary>
public sealed record RotationControl
{
    public static readonly RotationControl None = new();

    // Whoever got no answer asks again soon, and persons do not say this much meanwhile.
    private const int RequestsMax = 100;

    /// <summary>Since when no new slot may begin; null unless it is paused.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Who paused or cancelled it, and why; empty if nobody did.</summary>
    public string Words { get; init; } = "";

    /// <summary>When a person asked for its end; null if nobody did.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>Why slots may begin outside of the windows; null if they may not.</summary>
    public string? WindowsPassed { get; init; }

    /// <summary>When each checkpoint, in instances, was reached.</summary>
    public ImmutableSortedDictionary<int, DateTimeOffset> Checkpoints { get; init; } =
        ImmutableSortedDictionary<int, DateTimeOffset>.Empty;

    /// <summary>The approval point, in percent, up to which a person has let it pass; null if none.</summary>
    public int? ApprovedTo { get; init; }

    /// <summary>Since when every instance has run the image; null while that is not so.</summary>
    public DateTimeOffset? BakeBeganAt { get; init; }

    /// <summary>The last requests by which something was said: one that comes again has been done.</summary>
    public ImmutableArray<string> Requests { get; init; } = [];

    internal RotationControl Apply(RotationEvent rotationEvent, DateTimeOffset at)
    {
        var control = Fold(rotationEvent, at);
        return rotationEvent is RotationEvent.Said { Request: { } request }
            ? control with { Requests = [.. Requests.Append(request).TakeLast(RequestsMax)] }
            : control;
    }

    private RotationControl Fold(RotationEvent rotationEvent, DateTimeOffset at) => rotationEvent switch
    {
        RotationEvent.Paused paused =>
            this with { PausedAt = PausedAt ?? at, Words = $"{paused.By}: {paused.Reason}" },
        RotationEvent.Resumed => this with { PausedAt = null, Words = CancelRequestedAt is null ? "" : Words },
        RotationEvent.CancelRequested cancel =>
            this with { CancelRequestedAt = CancelRequestedAt ?? at, Words = $"{cancel.By}: {cancel.Reason}" },
        RotationEvent.WindowsPassed passed => this with { WindowsPassed = $"{passed.By}: {passed.Reason}" },
        RotationEvent.CheckpointReached reached when !Checkpoints.ContainsKey(reached.Count) =>
            this with { Checkpoints = Checkpoints.Add(reached.Count, at) },
        RotationEvent.Approved approved => this with { ApprovedTo = Math.Max(ApprovedTo ?? 0, approved.Percent) },
        RotationEvent.BakeBegan => this with { BakeBeganAt = at },
        // What breaks during the bake has to be mended first, and what then runs has to hold as long as any other.
        RotationEvent.LaunchFailed or RotationEvent.InstanceLost => this with { BakeBeganAt = null },
        _ => this,
    };
}
