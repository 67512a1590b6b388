using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every risk that the journal knows of, those that are mitigated too.</summary>
public sealed record RiskListAnswer(ImmutableArray<RiskLine> Risks);
