using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>A "not now" with its reason.</summary>
/// <param name="Instance">Null: it holds the whole rotation.</param>
/// <param name="Detail">The numbers behind the reason.</param>
/// <param name="NextEligibleAt">When it may end by itself; null if only an event or a person ends it.</param>
public sealed record HoldAnswer(string? Instance, HoldReason Reason, string Detail, DateTimeOffset? NextEligibleAt)
{
    public static HoldAnswer Of(Hold hold)
    {
        ArgumentNullException.ThrowIfNull(hold);
        return new(hold.Instance?.Value, hold.Reason, hold.Detail, hold.NextEligibleAt);
    }
}
