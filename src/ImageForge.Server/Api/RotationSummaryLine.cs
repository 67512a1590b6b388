using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Server.Api;

/// <summary>A rotation of any time and fleet.</summary>
/// <param name="By">Who asked for it over this interface; null: a schedule, or a command.</param>
/// <param name="Launches">Instances that it launched, or gave a new root disk.</param>
/// <param name="EndedAs">Null while it is under way.</param>
public sealed record RotationSummaryLine(
    string Rotation, string Fleet, string Target, string Reason, string? By, DateTimeOffset StartedAt,
    string? RollbackOf, int Launches, RotationStatus? EndedAs, DateTimeOffset? EndedAt, string EndReason)
{
    public static RotationSummaryLine Of(FleetName fleet, RotationSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new(
            summary.Rotation.Value, fleet.Value, $"{summary.Image}", summary.Reason, summary.By, summary.StartedAt,
            summary.RollbackOf?.Value, summary.Launches, summary.EndedAs, summary.EndedAt, summary.EndReason);
    }
}
