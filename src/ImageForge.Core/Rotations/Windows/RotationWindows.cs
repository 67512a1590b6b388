using System.Collections.Immutable;

namespace ImageForge.Core.Rotations.Windows;

/// <summary>When new slots of a rotation may begin.</summary>
public sealed record RotationWindows
{
    public static readonly RotationWindows Always = new() { IsAlways = true };

    /// <summary>True if only blackouts close it.</summary>
    public bool IsAlways { get; init; }

    /// <summary>Open while any of them is; empty where <see cref="IsAlways"/>.</summary>
    public ImmutableArray<WeeklyWindow> Weekly { get; init; } = [];

    /// <summary>Closed while any of them lasts, whatever the windows say.</summary>
    public ImmutableArray<Blackout> Blackouts { get; init; } = [];

    public bool IsOpen(DateTimeOffset at) => IsAlways;

    public DateTimeOffset? NextOpening(DateTimeOffset at) => IsAlways ? at : null;

    public string Describe() => IsAlways ? "always" : "";
}
