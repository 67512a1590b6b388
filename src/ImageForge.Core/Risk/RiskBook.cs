using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Risk;

/// <summary>
/// Every risk of an image as it stands at a moment: what reviews found, over what the journals of fleets say of
/// instances since. Needs no look at anything else.
/// </summary>
public static class RiskBook
{
    /// <param name="fleets">Every fleet that has a journal.</param>
    /// <param name="versions">What became of the image's versions.</param>
    /// <returns>Late ones first, then by due date; those without a date last.</returns>
    public static ImmutableArray<RiskStanding> Of(
        ImageName image, RiskLedger ledger,
        IReadOnlyCollection<(FleetName Fleet, FleetRoster Roster, RotationHistory History)> fleets,
        ImageHistory versions, DateTimeOffset now)
    {
        var current = Enum.GetValues<ImageChannel>().Select(versions.CurrentOf).OfType<ArtifactId>().ToHashSet();
        return
        [
            .. ledger.Risks.Values.Select(record => StandingOf(image, record, ledger, fleets, current, now))
                .OrderBy(risk => risk.State == RiskState.Mitigated).ThenByDescending(risk => risk.IsLate)
                .ThenBy(risk => risk.DueAt ?? DateTimeOffset.MaxValue)
                .ThenBy(risk => $"{risk.Record.Key}", StringComparer.Ordinal),
        ];
    }

    private static RiskStanding StandingOf(
        ImageName image, RiskRecord record, RiskLedger ledger,
        IReadOnlyCollection<(FleetName Fleet, FleetRoster Roster, RotationHistory History)> fleets,
        HashSet<ArtifactId> current, DateTimeOffset now)
    {
        ImmutableArray<FleetStanding> carried =
        [
            .. fleets.OrderBy(fleet => fleet.Fleet.Value, StringComparer.Ordinal)
                .Select(fleet => InFleet(record, ledger, fleet, now)).OfType<FleetStanding>(),
        ];
        ImmutableArray<ArtifactId> named =
        [
            .. current.Where(version => ledger.Carries(version, record.Key))
                .OrderBy(version => version.PlanDigest.Hex, StringComparer.Ordinal),
        ];
        var accepted = named.Select(version => record.AcceptanceOf(version, now)?.Until)
            .Concat(carried.Select(fleet => fleet.AcceptedUntil)).ToList();
        var state = named.IsEmpty && carried.IsEmpty ? RiskState.Mitigated
            : accepted.All(until => until is not null) ? RiskState.Accepted
            : !carried.IsEmpty && carried.All(fleet => fleet.Rotation is not null || fleet.AcceptedUntil is not null)
                ? RiskState.Mitigating
            : RiskState.Open;
        return new RiskStanding
        {
            Image = image,
            Record = record,
            State = state,
            Fleets = carried,
            Current = named,
            AcceptedUntil = state == RiskState.Accepted ? accepted.Min() : null,
            MitigatedAt = state == RiskState.Mitigated
                ? LastLeft(record, ledger, fleets) ?? record.Mitigated?.At
                : null,
        };
    }

    private static FleetStanding? InFleet(
        RiskRecord record, RiskLedger ledger, (FleetName Fleet, FleetRoster Roster, RotationHistory History) fleet,
        DateTimeOffset now)
    {
        var carriers = fleet.Roster.Instances.Where(one => ledger.Carries(one.Value.Image, record.Key)).ToList();
        if (carriers.Count == 0)
        {
            return null;
        }

        var images = carriers.Select(one => one.Value.Image).Distinct().ToList();
        var accepted = images.Select(image => record.AcceptanceOf(image, now)?.Until).ToList();
        var due = images.Min(image => record.DueAt(fleet.Fleet, image));
        var known = record.In(fleet.Fleet);
        var isAccepted = accepted.All(until => until is not null);
        return new FleetStanding
        {
            Fleet = fleet.Fleet,
            Instances = [.. carriers.Select(one => one.Key).Order()],
            Band = known.Band,
            Unknown = known.Unknown,
            DueAt = due,
            AcceptedUntil = isAccepted ? accepted.Min() : null,
            Rotation = fleet.History is { IsUnderWay: true, Target: { } target } && !ledger.Carries(target, record.Key)
                ? fleet.History.Rotation
                : null,
            Called = known.Called is { } called && called.Said.DueAt == due ? called : null,
            IsLate = !isAccepted && due <= now,
        };
    }

    private static DateTimeOffset? LastLeft(
        RiskRecord record, RiskLedger ledger,
        IReadOnlyCollection<(FleetName Fleet, FleetRoster Roster, RotationHistory History)> fleets) =>
        fleets.SelectMany(fleet => fleet.Roster.LastLeft)
            .Where(left => ledger.Carries(left.Key, record.Key) && left.Value >= record.FoundAt)
            .Max(left => (DateTimeOffset?)left.Value);
}
