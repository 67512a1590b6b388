using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>explain</c>: what something is, part by part.</summary>
/// <param name="Kind"><c>control</c>, <c>gate</c>, <c>scenario</c>, <c>secret</c> or <c>finding</c>.</param>
internal sealed record ExplainAnswer(string Subject, string Kind, ImmutableArray<ExplainPart> Parts);
