namespace ImageForge.Server.Api;

/// <summary>How a version is signed.</summary>
/// <param name="SignedBy">Id of the trusted key that did; null: none did.</param>
/// <param name="Whole">The signed manifest is here, and every file in its size; every byte is proven before each
/// launch, and by `imageforge image verify`.</param>
public sealed record SignatureAnswer(string? SignedBy, bool Whole);
