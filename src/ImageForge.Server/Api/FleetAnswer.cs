using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>A fleet as one look saw it.</summary>
/// <param name="Target">What it should run: what its channel names; null where nobody can say.</param>
/// <param name="Need">Whether a ring of its bell would begin a rotation, and why or why not; null as before.</param>
public sealed record FleetAnswer(
    string Fleet, DateTimeOffset ObservedAt, string? Target, string? Need, ScheduleAnswer? Schedule,
    RotationLine? Rotation, ImmutableArray<InstanceAnswer> Instances);
