using System.Collections.Immutable;

namespace ImageForge.Core.Images;

/// <summary>A monitoring sensor as data: what it brings, and how an instance tells whether it works.</summary>
public sealed record SensorDefinition
{
    /// <summary>Stable id, the file's name: <c>auditd</c>.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>Archives of its maker; part of every image that has the sensor.</summary>
    public ImmutableArray<AptRepository> Repositories { get; init; } = [];

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

    /// <summary>
    /// Names of the systemd credentials with which it enrols where its events go. An image holds only the names; each
    /// instance is handed the values at its start, and is not started where one of them is not at hand.
    /// </summary>
    public ImmutableArray<string> Enrolment { get; init; } = [];

    /// <summary>Where it writes what it sees; null for one that sees nothing by itself.</summary>
    public SensorEvents? Events { get; init; }

    /// <summary>
    /// Why nobody has seen this definition work, for people who choose it; null for one that tests boot and attack.
    /// </summary>
    public string? NotExercised { get; init; }
}
