using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>That somebody accepted a risk for a time.</summary>
/// <param name="Waiver">Id of the waiver.</param>
/// <param name="Version">Beginning of the plan digest of the only version it is for; empty: all of the image.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Until">The first moment at which it does not hold any more.</param>
public sealed record RiskAcceptance(string Waiver, string Version, string Owner, string Reason, DateTimeOffset Until)
{
    public bool Covers(ArtifactId image, DateTimeOffset at) =>
        at < Until && image.PlanDigest.Hex.StartsWith(Version, StringComparison.Ordinal);
}
