using ImageForge.Core.Fleets;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Finds instances whose image was revoked: they should go, whatever the rotation is for. Said by whoever revokes, and
/// again by each pass, because an instance may have come up meanwhile.
/// </summary>
public sealed class RevokedInstances(IArtifacts artifacts)
{
    /// <summary>What the journal of the fleet has to know; empty if it knows already.</summary>
    public async Task<IReadOnlyList<RotationEvent>> MarksAsync(
        FleetSnapshot snapshot, RotationHistory history, CancellationToken cancellationToken)
    {
        var marks = new List<RotationEvent>();
        foreach (var image in snapshot.Instances.Select(view => view.Image).Distinct())
        {
            if (await artifacts.RevocationOfAsync(image, cancellationToken) is { } revocation)
            {
                var reason = revocation.As == RevocationKind.Compromised
                    ? CandidateReason.Compromised
                    : CandidateReason.Vulnerability;
                marks.AddRange(
                    from view in snapshot.Instances
                    where view.Image == image && IsNews(history.Of(view.Id), reason)
                    select new RotationEvent.Marked(
                        view.Id, reason, $"its image {image} was revoked: {revocation.Reason}"));
            }
        }

        return marks;
    }

    // A compromised one stays so, and one that leaves already needs no reason any more.
    private static bool IsNews(InstanceRecord record, CandidateReason reason) =>
        record.TerminateBeganAt is null && record.Mark?.Reason != reason
        && record.Mark?.Reason != CandidateReason.Compromised;
}
