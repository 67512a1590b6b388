using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A monitoring sensor as data: what it brings, and how an instance tells whether it works.</summary>
public sealed record SensorDefinition
{
    /// <summary>Stable id, the file's name: <c>auditd</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }
    public ImmutableArray<string> Packages { get; init; } = [];
    public ImmutableArray<FileEntry> Files { get; init; } = [];
    public UnitSelection Units { get; init; } = new();

    /// <summary>
    /// Shell script baked to <c>/usr/lib/imageforge/sensors.d/&lt;id&gt;</c> and run by the beacon. Exit 0: healthy.
    /// Its first line of output is a short state for people; a second line, if any, the Unix time in seconds of the
    /// sensor's last event. Null for the beacon itself.
    /// </summary>
    public string? Probe { get; init; }

    /// <summary>
    /// Paths in a running instance, with <c>*</c> where names vary, of what tells it from every other: two instances of
    /// one image must not share them. Empty: the sensor has no identity of its own.
    /// </summary>
    public ImmutableArray<string> Identities { get; init; } = [];
}
