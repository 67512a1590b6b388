namespace ImageForge.Core.Images.Secrets;

/// <summary>A secret in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Where it begins in the text.</param>
/// <param name="Length">Characters of it that its form needs; a key goes on.</param>
public readonly record struct SecretHit(SecretKind Kind, int Index, int Length);
