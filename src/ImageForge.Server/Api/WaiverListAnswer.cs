using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Waivers, by id, those that are over too.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record WaiverListAnswer(ImmutableArray<WaiverLine> Waivers, string? Next);
