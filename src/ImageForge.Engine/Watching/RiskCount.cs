using ImageForge.Core.Images;
using ImageForge.Core.Risk;

namespace ImageForge.Engine.Watching;

/// <summary>How many risks stand so.</summary>
public sealed record RiskCount(RiskState State, Severity? Severity, bool IsLate, int Risks);
