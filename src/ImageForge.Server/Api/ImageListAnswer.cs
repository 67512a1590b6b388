using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Built versions, newest first.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record ImageListAnswer(ImmutableArray<ImageLine> Images, string? Next);
