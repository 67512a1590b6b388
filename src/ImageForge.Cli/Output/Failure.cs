using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary>A failed run, as programs read it.</summary>
/// <param name="Kind">Name of the exit code: <c>NotFound</c>.</param>
/// <param name="WayOut">What to do next; null where the message says it.</param>
/// <param name="Faults">Places in definition files; empty for every other kind.</param>
internal sealed record Failure(
    string Kind, int ExitCode, string Message, string? WayOut, ImmutableArray<DefinitionFault> Faults);
