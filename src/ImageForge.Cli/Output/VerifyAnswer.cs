using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary><c>image verify</c>: whether an image is what was signed.</summary>
/// <param name="SignedBy">Id of the trusted key that signed it; null if none did.</param>
/// <param name="Faults">What is not as it was signed, one sentence each.</param>
internal sealed record VerifyAnswer(
    string Id, ImageState State, string? SignedBy, bool Whole, ImmutableArray<string> Faults);
