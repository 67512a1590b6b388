using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Instances of a fleet as one look saw them, by id.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record InstanceListAnswer(
    string Fleet, DateTimeOffset ObservedAt, ImmutableArray<InstanceAnswer> Instances, string? Next);
