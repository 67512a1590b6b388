using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Jobs, the latest first.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record JobListAnswer(ImmutableArray<JobLine> Jobs, string? Next);
