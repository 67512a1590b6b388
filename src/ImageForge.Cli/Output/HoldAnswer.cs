using ImageForge.Core.Rotations;

namespace ImageForge.Cli.Output;

/// <summary>A "not now" with its reason; without an instance it holds the whole rotation.</summary>
internal sealed record HoldAnswer(string? Instance, HoldReason Reason, string Detail, DateTimeOffset? NextEligibleAt)
{
    public static HoldAnswer Of(Hold hold) => new(hold.Instance?.Value, hold.Reason, hold.Detail, hold.NextEligibleAt);
}
