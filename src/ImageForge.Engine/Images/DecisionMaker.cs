namespace ImageForge.Engine.Images;

/// <summary>Who decides something of an image, and why.</summary>
/// <param name="By">A person's account, or what decides by itself.</param>
/// <param name="Reason">Shown to whoever wonders.</param>
/// <param name="KeyPath">The private key, in PEM, to sign it with; null: the one that signs images here.</param>
public sealed record DecisionMaker(string By, string Reason, string? KeyPath = null);
