using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>What follows from a detection, by the schedule of the fleet.</summary>
/// <param name="Action">What the schedule says.</param>
/// <param name="Taken">True if the instance is marked for it: it goes.</param>
/// <param name="Reason">Which rule decided, or why nothing follows; for people.</param>
public sealed record DetectionDecision(DetectionAction Action, bool Taken, string Reason)
{
    /// <summary>Older ones are shown and not acted upon: a log that is sent again takes nobody out.</summary>
    public static readonly TimeSpan ActedUponWithin = TimeSpan.FromHours(24);

    /// <summary>True if nothing followed although the schedule wants it, and a person has to look.</summary>
    public bool IsHeld { get; private init; }

    /// <summary>What the instance is marked for; null: for nothing.</summary>
    public CandidateReason? Mark => (Taken, Action) switch
    {
        (true, DetectionAction.Quarantine) => CandidateReason.Compromised,
        (true, DetectionAction.Rotate) => CandidateReason.Detection,
        _ => null,
    };

    /// <param name="policy">The fleet's; null if it has none, then nothing follows.</param>
    /// <param name="detection">What was reported.</param>
    /// <param name="instance">Whose it is.</param>
    /// <param name="record">What the journal says of that instance.</param>
    /// <param name="ledger">What detections have led to before.</param>
    /// <param name="now">The time of the decision.</param>
    public static DetectionDecision Of(
        RotationPolicy? policy, ReportedDetection detection, InstanceId instance, InstanceRecord record,
        DetectionLedger ledger, DateTimeOffset now)
    {
        if (policy is null)
        {
            return Report("the fleet has no schedule that would say more");
        }

        if (policy.OnDetection.FirstOrDefault(rule => IsFor(rule, detection)) is not { Action: var action } first)
        {
            return Report("no rule of onDetection is for it");
        }

        var rule = $"rule {policy.OnDetection.IndexOf(first) + 1} of onDetection";
        if (action == DetectionAction.Report)
        {
            return Report(rule);
        }

        if (Standing(action, record, detection, now) is { } nothing)
        {
            return new DetectionDecision(action, false, $"{rule}; {nothing}");
        }

        var taken = ledger.TakenSince(now - TimeSpan.FromHours(1));
        var most = DetectionLimit.Of(policy.Desired);
        return taken.Contains(instance) || taken.Count < most
            ? new DetectionDecision(action, true, rule)
            : new DetectionDecision(
                action, false,
                $"{rule}; held: detections took {taken.Count} within an hour >= "
                    + $"{DetectionLimit.Words(policy.Desired)}; a person must look, then "
                    + $"`imageforge rotate {policy.Fleet} --instance {instance}`")
            {
                IsHeld = true,
            };
    }

    private static DetectionDecision Report(string reason) => new(DetectionAction.Report, false, reason);

    private static bool IsFor(DetectionRule rule, ReportedDetection detection) =>
        detection.Severity >= rule.AtLeast
        && (rule.Technique is not { } wanted || detection.Techniques.Any(technique =>
            technique == wanted || technique.StartsWith($"{wanted}.", StringComparison.Ordinal)));

    // Why nothing more has to be done with it; null if something has.
    private static string? Standing(
        DetectionAction action, InstanceRecord record, ReportedDetection detection, DateTimeOffset now) =>
        (action, record) switch
        {
            (_, { ReleasedAt: not null }) => "a person has released it, and it leaves",
            (_, { IsQuarantined: true }) => "it is quarantined already",
            (_, { TerminateBeganAt: not null } or { LostAt: not null }) => "it leaves, or is gone already",
            (DetectionAction.Rotate, { Mark.Reason: CandidateReason.Detection }) => "it is to go already",
            _ when now - detection.At > ActedUponWithin =>
                $"seen {DurationText.Of(now - detection.At)} ago, too long to act upon",
            _ => null,
        };
}
