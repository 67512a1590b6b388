using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Files of built versions, newest version first.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record ArtifactListAnswer(ImmutableArray<ArtifactLine> Artifacts, string? Next);
