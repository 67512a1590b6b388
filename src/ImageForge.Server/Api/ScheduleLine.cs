namespace ImageForge.Server.Api;

/// <summary>A fleet's schedule: what is in force, and what is wrong with its file.</summary>
/// <param name="InForce">Null: no policy that was right was ever read, and nothing is done with the fleet.</param>
/// <param name="Windows">When slots may begin; null as before.</param>
/// <param name="Fault">File, line, column and reason, a line each; null: the file is right.</param>
/// <param name="Digest">SHA-256 of what the file says, comments and layout left out; null: it is wrong.</param>
public sealed record ScheduleLine(
    string Fleet, ScheduleAnswer? InForce, string? Windows, string? Fault, string? Digest);
