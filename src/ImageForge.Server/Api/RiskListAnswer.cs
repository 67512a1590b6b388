using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Risks that the journal knows of, those that are mitigated too.</summary>
/// <param name="Next">The link to the page after this one; null on the last.</param>
public sealed record RiskListAnswer(ImmutableArray<RiskLine> Risks, string? Next);
