namespace ImageForge.Server.Api;

/// <summary>A chain of the journal.</summary>
/// <param name="Chain">Such as <c>fleet/web</c>.</param>
/// <param name="Entries">How many it has.</param>
public sealed record ChainLine(string Chain, long Entries);
