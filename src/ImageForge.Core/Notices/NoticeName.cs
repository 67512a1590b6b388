using System.Collections.Immutable;
using System.Diagnostics;

namespace ImageForge.Core.Notices;

/// <summary>How kinds of notices are called in files and on the wire. A name never changes its meaning.</summary>
public static class NoticeName
{
    /// <summary>Every kind by its name.</summary>
    public static ImmutableSortedDictionary<string, NoticeKind> All { get; } =
        Enum.GetValues<NoticeKind>().ToImmutableSortedDictionary(Of, kind => kind, StringComparer.Ordinal);

    public static string Of(NoticeKind kind) => kind switch
    {
        NoticeKind.ImageReleased => "image.released",
        NoticeKind.RotationStarted => "rotation.started",
        NoticeKind.RotationHeld => "rotation.held",
        NoticeKind.RotationRolledBack => "rotation.rolled-back",
        NoticeKind.RotationDone => "rotation.done",
        NoticeKind.SensorGap => "sensor.gap",
        NoticeKind.DetectionActedUpon => "detection.acted-upon",
        _ => throw new UnreachableException($"no case for {kind}"),
    };
}
