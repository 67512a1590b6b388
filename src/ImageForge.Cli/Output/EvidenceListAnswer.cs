using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>evidence list</c>.</summary>
internal sealed record EvidenceListAnswer(ImmutableArray<EvidenceAnswer> Copies);
