using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every schedule there is, by fleet.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record ScheduleListAnswer(ImmutableArray<ScheduleLine> Schedules, string? Next);
