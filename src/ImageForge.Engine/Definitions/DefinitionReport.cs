using System.Collections.Immutable;

namespace ImageForge.Engine.Definitions;

/// <summary>What reading everything under a root found. Paths are relative to the root; names are sorted.</summary>
public sealed record DefinitionReport
{
    /// <summary>Every definition file and every shipped file that was read.</summary>
    public required ImmutableArray<string> Files { get; init; }

    public required ImmutableArray<string> Images { get; init; }

    /// <summary>Names of the fleets.</summary>
    public required ImmutableArray<string> Schedules { get; init; }

    public required ImmutableArray<string> Controls { get; init; }

    /// <summary>Profiles that have a file; others are known by their controls only.</summary>
    public required ImmutableArray<string> Profiles { get; init; }

    public required ImmutableArray<string> Sensors { get; init; }

    /// <summary>Ids of the sensors that no test has seen at work.</summary>
    public required ImmutableArray<string> NotExercised { get; init; }

    public required ImmutableArray<string> Feeds { get; init; }
    public required ImmutableArray<string> Waivers { get; init; }
    public required ImmutableArray<string> Scenarios { get; init; }

    /// <summary>Ids of what was measured of rule sets.</summary>
    public required ImmutableArray<string> Noise { get; init; }

    /// <summary>Ids of those who are told of what happens.</summary>
    public required ImmutableArray<string> Webhooks { get; init; }

    /// <summary>Every fault, in file order; empty when all is valid.</summary>
    public required ImmutableArray<DefinitionError> Errors { get; init; }

    public bool IsValid => Errors.IsEmpty;
}
