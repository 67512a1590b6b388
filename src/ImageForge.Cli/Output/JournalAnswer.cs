using System.Collections.Immutable;

namespace ImageForge.Cli.Output;

/// <summary><c>journal show</c>: the chains, and the entries of the one that was asked for.</summary>
internal sealed record JournalAnswer(
    ImmutableArray<JournalChainAnswer> Chains, ImmutableArray<JournalEntryAnswer> Entries);
