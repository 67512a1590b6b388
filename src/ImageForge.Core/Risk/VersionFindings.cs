using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>All that a review finds in a built version which something runs, or which a channel names.</summary>
/// <param name="IsCurrent">True if a channel names it: it carries its risks also where no instance runs it.</param>
public sealed record VersionFindings(ArtifactId Image, ImmutableArray<RiskFinding> Findings, bool IsCurrent);
