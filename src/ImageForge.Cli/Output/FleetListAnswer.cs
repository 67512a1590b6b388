using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>fleet list</c>.</summary>
internal sealed record FleetListAnswer(ImmutableArray<FleetAnswer> Fleets);
