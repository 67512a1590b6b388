using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>A fleet as one look saw it.</summary>
/// <param name="ObservedAt">When that look was taken.</param>
/// <param name="Target">What it should run: what its channel names; null where nobody can say.</param>
/// <param name="Need">Whether a ring of its bell would begin a rotation, and why or why not; null as before.</param>
/// <param name="Version">How many entries its journal has; with quotes, the ETag of its rotation.</param>
/// <param name="Instances">The first 100, by id.</param>
/// <param name="Next">The link to the others; null if these are all.</param>
public sealed record FleetAnswer(
    string Fleet, DateTimeOffset ObservedAt, string? Target, string? Need, ScheduleAnswer? Schedule,
    RotationLine? Rotation, long Version, FleetNumbers Numbers, ImmutableArray<InstanceAnswer> Instances, string? Next);
