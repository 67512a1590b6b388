using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations.Planning;

/// <summary>Why an instance should go. All reasons share one budget, so only the first that holds is named.</summary>
internal static class CandidateRules
{
    // Jitter may use up this share of the greatest age: enough to spread a fleet launched in one hour over days.
    private const int JitterShare = 10;

    /// <returns>The reason; null if nothing speaks against the instance.</returns>
    public static CandidateReason? Of(
        InstanceView view, InstanceRecord record, LaunchRecord? launch, Availability availability, ArtifactId target,
        RotationPolicy policy, RotationHistory history, DateTimeOffset now)
    {
        if (record.MarkAgainst(view.Image, target) is { } mark)
        {
            return mark.Reason;
        }

        if (view.Image != target)
        {
            return CandidateReason.Drift;
        }

        if (launch is { InPlace: true, Failed: true })
        {
            return CandidateReason.SensorGap;
        }

        if (launch is not null)
        {
            return null;
        }

        // The right image does not help an instance that has been sick for as long as a whole launch may take. Those
        // that this rotation launched are not judged here: they become failed launches, which the breaker counts.
        if (availability.State == AvailabilityState.Sick && now - SickSince(view, record) > policy.LaunchTimeout)
        {
            return CandidateReason.SensorGap;
        }

        if (!policy.SkipMatching && view.LaunchedAt < history.StartedAt)
        {
            return CandidateReason.Manual;
        }

        return now >= AgeDeadline(view, policy) ? CandidateReason.Age : null;
    }

    /// <summary>The numbers behind the reason. Of most candidates nobody asks for them.</summary>
    public static string Explain(InstanceStanding instance) => instance switch
    {
        { Record.Mark: { } mark } when mark.Reason == instance.Reason => mark.Detail,
        { Reason: CandidateReason.Drift } => $"runs {instance.View.Image}",
        { Launch: { InPlace: true, Failed: true } launch } =>
            $"attempt {launch.Attempt} failed: {launch.FailureDetail}",
        { Reason: CandidateReason.SensorGap } =>
            $"{instance.Availability.Detail} since {SickSince(instance.View, instance.Record):HH:mm:ss}",
        { Reason: CandidateReason.Manual } => "skipMatching is off",
        _ => $"launched {instance.View.LaunchedAt:yyyy-MM-dd HH:mm}, due by its age",
    };

    private static DateTimeOffset SickSince(InstanceView view, InstanceRecord record) =>
        record.SickSince ?? view.LaunchedAt;

    /// <summary>
    /// When an instance is due by its age. Jitter follows from its name, so each pass draws the same, and only makes
    /// it earlier: no instance grows older than the policy says for the sake of pacing.
    /// </summary>
    public static DateTimeOffset AgeDeadline(InstanceView view, RotationPolicy policy)
    {
        var jitter = policy.MaxAge.Ticks / JitterShare / 1000 * (view.Id.StableHash % 1000);
        return view.LaunchedAt + policy.MaxAge - TimeSpan.FromTicks(jitter);
    }

    /// <summary>
    /// True if a younger image would have to come first: an aged instance is never moved onto one that is too old.
    /// </summary>
    public static bool TargetIsStale(RotationPolicy policy, RotationHistory history, DateTimeOffset now) =>
        history.TargetBuiltAt is { } built && now - built > policy.MaxImageAge;
}
