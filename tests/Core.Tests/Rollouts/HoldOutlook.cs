using System.Text.RegularExpressions;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// Whether a hold tells a person what comes next: a time, an event, or what the person must do and how.
/// </summary>
internal static partial class HoldOutlook
{
    public static bool IsTold(Hold hold, RotationPlan plan) =>
        hold.NextEligibleAt is not null || PersonPattern().IsMatch(hold.Detail) || EventPattern().IsMatch(hold.Detail)
        // What it waits for is done in this very pass; the next one says how far that is.
        || (hold.Reason is HoldReason.Floor or HoldReason.Ceiling or HoldReason.Batch && !plan.Commands.IsEmpty);

    [GeneratedRegex(
        "a person (has to|must|has)|`imageforge rotation|start a new rotation|rotate to the new one",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PersonPattern();

    [GeneratedRegex("waits (until|for) |it ends once ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventPattern();
}
