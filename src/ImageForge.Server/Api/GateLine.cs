using System.Collections.Immutable;
using ImageForge.Core.Images;

namespace ImageForge.Server.Api;

/// <summary>A gate's verdict on a version.</summary>
/// <param name="NotRun">It had nothing to judge by: it passes, and nothing is proven.</param>
/// <param name="Refused">Why it refuses; empty when passed.</param>
/// <param name="Waived">What it would have refused without a waiver.</param>
/// <param name="Reported">What it found and does not refuse.</param>
public sealed record GateLine(
    string Gate, bool Passed, bool NotRun, string Summary, ImmutableArray<GateFinding> Refused,
    ImmutableArray<WaivedFinding> Waived, ImmutableArray<GateFinding> Reported)
{
    public static GateLine Of(GateResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new(
            result.Gate, result.Passed, result.NotRun, result.Summary, result.Findings, result.Waived,
            result.Reported.IsDefault ? [] : result.Reported);
    }
}
