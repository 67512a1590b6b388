using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every built version, newest first.</summary>
public sealed record ImageListAnswer(ImmutableArray<ImageLine> Images);
