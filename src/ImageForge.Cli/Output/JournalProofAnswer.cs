using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>journal verify</c>: whether every chain is whole.</summary>
internal sealed record JournalProofAnswer(bool Whole, int Chains, ImmutableArray<string> Faults);
