using System.Collections.Immutable;
using ImageForge.Core.Risk;

namespace ImageForge.Cli.Output.Risks;

/// <summary>A risk in one fleet that carries it.</summary>
/// <param name="Band">How soon it has to be gone; null until a review has dated it.</param>
/// <param name="Unknown">What nobody knows and could make a difference: the stricter was assumed.</param>
/// <param name="Infeasible">Why the due date cannot be met, as was said beforehand; null: it can.</param>
internal sealed record RiskFleetAnswer(
    string Fleet, ImmutableArray<string> Instances, string? Band, ImmutableArray<string> Unknown,
    DateTimeOffset? DueAt, bool IsLate, DateTimeOffset? AcceptedUntil, string? Rotation, string? Infeasible,
    DateTimeOffset? CalledAt)
{
    public static RiskFleetAnswer Of(FleetStanding fleet) => new(
        fleet.Fleet.Value, [.. fleet.Instances.Select(instance => instance.Value)],
        fleet.Band is { } band ? $"{band}" : null, fleet.Unknown, fleet.DueAt, fleet.IsLate, fleet.AcceptedUntil,
        fleet.Rotation?.Value, fleet.Called?.Said.Arithmetic, fleet.Called?.At);
}
