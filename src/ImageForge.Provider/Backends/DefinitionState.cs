namespace ImageForge.Provider.Backends;

/// <summary>A definition as it is now.</summary>
/// <param name="Digest">SHA-256 of what it says, in hex.</param>
/// <param name="NextRebuild">When it is to be built anew after a time; null: when it is edited.</param>
internal sealed record DefinitionState(string Digest, Func<DateTimeOffset, DateTimeOffset?> NextRebuild);
