using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>A job, and how far it is.</summary>
/// <param name="Steps">In the order in which they began; empty where another node or an earlier process did it.</param>
public sealed record JobAnswer(JobLine Job, ImmutableArray<JobStepLine> Steps);
