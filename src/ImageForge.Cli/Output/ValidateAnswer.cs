using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>validate</c>: what was read. Faults come as an error, with their places.</summary>
internal sealed record ValidateAnswer(
    ImmutableArray<string> Images, ImmutableArray<string> Schedules, ImmutableArray<string> Controls,
    ImmutableArray<string> Sensors, ImmutableArray<string> Waivers, ImmutableArray<string> Files,
    ImmutableArray<string> Profiles, ImmutableArray<string> Feeds, ImmutableArray<string> Scenarios,
    ImmutableArray<string> Noise, ImmutableArray<string> NotExercised, ImmutableArray<string> Webhooks);
