namespace ImageForge.Cli.Output;

/// <summary>A chain and how long it is.</summary>
internal sealed record JournalChainAnswer(string Chain, long Entries);
