using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Risk;

namespace ImageForge.Core.Rotations.Overview;

/// <summary>The risks that a fleet carries, counted.</summary>
/// <param name="Open">Nothing is done about them now.</param>
/// <param name="Accepted">Somebody lives with them for a time.</param>
/// <param name="Mitigating">A rotation under way removes them.</param>
/// <param name="Late">Of all those: past their due date.</param>
/// <param name="LateOpen">Of those: nothing is done about them now.</param>
/// <param name="NextDueAt">The earliest due date that is still to come; null: there is none.</param>
public sealed record RiskCount(
    int Open, int Accepted, int Mitigating, int Late, int LateOpen, DateTimeOffset? NextDueAt)
{
    public static readonly RiskCount None = new(0, 0, 0, 0, 0, null);

    /// <summary>Those that nobody accepted: open, or on their way out.</summary>
    public int Unresolved => Open + Mitigating;

    /// <summary>Those that one fleet carries.</summary>
    public static RiskCount In(FleetName fleet, ImmutableArray<RiskStanding> risks, DateTimeOffset now) => Of(
        risks.Select(risk => (risk.State, Here: risk.Fleets.FirstOrDefault(standing => standing.Fleet == fleet)))
            .Where(risk => risk.Here is not null)
            .Select(risk => (risk.State, risk.Here!.IsLate, risk.Here.DueAt)),
        now);

    /// <summary>All that there are.</summary>
    public static RiskCount Of(ImmutableArray<RiskStanding> risks, DateTimeOffset now) =>
        Of(risks.Select(risk => (risk.State, risk.IsLate, risk.DueAt)), now);

    private static RiskCount Of(
        IEnumerable<(RiskState State, bool IsLate, DateTimeOffset? DueAt)> risks, DateTimeOffset now)
    {
        var all = risks.Where(risk => risk.State != RiskState.Mitigated).ToList();
        return new(
            all.Count(risk => risk.State == RiskState.Open),
            all.Count(risk => risk.State == RiskState.Accepted),
            all.Count(risk => risk.State == RiskState.Mitigating),
            all.Count(risk => risk.IsLate),
            all.Count(risk => risk is { IsLate: true, State: RiskState.Open }),
            all.Where(risk => risk.State != RiskState.Accepted && risk.DueAt > now).Min(risk => risk.DueAt));
    }
}
