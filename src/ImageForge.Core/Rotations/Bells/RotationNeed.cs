using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations.Planning;

namespace ImageForge.Core.Rotations.Bells;

/// <summary>
/// Whether a fleet should move to an image, told from one look and its journal. The planner decides who goes and when;
/// this says only whether there is anything for it to do that may begin without a person.
/// </summary>
public sealed record RotationNeed
{
    private RotationNeed() { }

    /// <summary>Everybody who should go, those that are protected too, in the order of the look.</summary>
    public required ImmutableArray<Candidate> Candidates { get; init; }

    /// <summary>True if a rotation should be begun.</summary>
    public required bool Begins { get; init; }

    /// <summary>Why it should, or why not; for people.</summary>
    public required string Reason { get; init; }

    /// <summary>Instances that are over <c>maxAge</c>, whatever else speaks against them.</summary>
    public int Overdue { get; private init; }

    /// <summary>True if nothing more happens by itself although somebody should go: a person has to look.</summary>
    public bool NeedsPerson { get; private init; }

    /// <param name="policy">The fleet's own.</param>
    /// <param name="target">What its channel names, released.</param>
    /// <param name="builtAt">When that was built.</param>
    /// <param name="snapshot">One look at the whole fleet.</param>
    /// <param name="history">What its journal says.</param>
    /// <param name="now">The time of the decision.</param>
    public static RotationNeed Of(
        RotationPolicy policy, ArtifactId target, DateTimeOffset builtAt, FleetSnapshot snapshot,
        RotationHistory history, DateTimeOffset now) =>
        Tell(policy, target, builtAt, snapshot, history, now) with
        {
            Overdue = snapshot.Instances.Count(view => now >= CandidateRules.AgeDeadline(view, policy)),
        };

    private static RotationNeed Tell(
        RotationPolicy policy, ArtifactId target, DateTimeOffset builtAt, FleetSnapshot snapshot,
        RotationHistory history, DateTimeOffset now)
    {
        var candidates = snapshot.Instances
            .Select(view => ReasonOf(view, history.Of(view.Id), target, policy, now))
            .OfType<Candidate>().ToImmutableArray();

        // Protection keeps a long job from being cut off; it does not keep an attacker in.
        var free = candidates.RemoveAll(candidate => candidate.Reason != CandidateReason.Compromised
            && history.Of(candidate.Instance).IsProtected(now));
        var counts = Counts(free);
        if (history is { IsUnderWay: true, Rotation: { } rotation, Target: { } moving })
        {
            var other = moving == target ? "" : $", and the channel names {target} by now";
            return No(candidates, $"rotation {rotation} to {moving} is under way{other}");
        }

        if (snapshot.Instances.IsEmpty)
        {
            return No(candidates, "the fleet has no instances: a person launches it");
        }

        if (free.IsEmpty)
        {
            return No(candidates, candidates.IsEmpty
                ? $"all {snapshot.Instances.Length} are on {target}, unmarked and young enough"
                : $"the {candidates.Length} that should go are protected");
        }

        // What was stopped for good reason would be stopped again, night after night, at the cost of its launches.
        if (history.BadImages.Contains(target))
        {
            return ForPerson(candidates, $"{counts}, but {target} was stopped or rolled back in this fleet");
        }

        if (history is { FinishedAs: RotationStatus.Cancelled } && history.Target == target)
        {
            return ForPerson(candidates, $"{counts}, but a person cancelled the last rotation to {target}");
        }

        return free.All(candidate => candidate.Reason == CandidateReason.Age)
            && now - builtAt > policy.MaxImageAge
                ? ForPerson(candidates, $"{counts}, but {target} is itself older than maxImageAge: build it anew")
                : new RotationNeed { Candidates = candidates, Begins = true, Reason = counts };
    }

    // As the planner tells it, without those of its reasons that only a rotation under way can give.
    private static Candidate? ReasonOf(
        InstanceView view, InstanceRecord record, ArtifactId target, RotationPolicy policy, DateTimeOffset now)
    {
        // Kept for whoever looks into an attack: it goes when a person releases it.
        if (record.IsQuarantined && view.Isolated)
        {
            return null;
        }

        if (record.MarkAgainst(view.Image, target) is { } mark)
        {
            return new Candidate(view.Id, mark.Reason, mark.Detail);
        }

        if (view.Image != target)
        {
            return new Candidate(view.Id, CandidateReason.Drift, $"runs {view.Image}");
        }

        var deadline = CandidateRules.AgeDeadline(view, policy);
        return now < deadline
            ? null
            : new Candidate(
                view.Id, CandidateReason.Age,
                $"launched {view.LaunchedAt:yyyy-MM-dd HH:mm}, due by its age since {deadline:yyyy-MM-dd HH:mm}");
    }

    private static string Counts(ImmutableArray<Candidate> candidates) => string.Join(
        ", ", candidates.CountBy(candidate => candidate.Reason).OrderBy(count => count.Key)
            .Select(count => $"{count.Value} {count.Key}"));

    private static RotationNeed No(ImmutableArray<Candidate> candidates, string reason) =>
        new() { Candidates = candidates, Begins = false, Reason = reason };

    private static RotationNeed ForPerson(ImmutableArray<Candidate> candidates, string reason) =>
        new() { Candidates = candidates, Begins = false, Reason = reason, NeedsPerson = true };
}
