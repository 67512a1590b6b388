using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Whether an image would be launched today: it would not if it was revoked, or if a waiver that it was released under
/// has ended. What runs on one that would not should go, whatever a rotation is for, and no rotation goes on to it.
/// Looked at by each pass: an instance may have come up, and a waiver may have ended, since somebody said so.
/// </summary>
public sealed class ImageFitness(IArtifacts artifacts)
{
    /// <summary>What the journal of the fleet has to know; empty if it knows already.</summary>
    public async Task<IReadOnlyList<RotationEvent>> MarksAsync(
        FleetSnapshot snapshot, RotationHistory history, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var marks = new List<RotationEvent>();
        foreach (var image in snapshot.Instances.Select(view => view.Image).Distinct())
        {
            if (await FaultAsync(image, now, cancellationToken) is var (reason, detail))
            {
                marks.AddRange(
                    from view in snapshot.Instances
                    where view.Image == image && IsNews(history.Of(view.Id), reason)
                    select new RotationEvent.Marked(view.Id, reason, detail));
            }
        }

        return marks;
    }

    /// <summary>Why it would not be launched; null if it would, as far as this goes.</summary>
    public async Task<(CandidateReason Reason, string Detail)?> FaultAsync(
        ArtifactId image, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await artifacts.RevocationOfAsync(image, cancellationToken) is { } revocation)
        {
            return (
                revocation.As == RevocationKind.Compromised
                    ? CandidateReason.Compromised
                    : CandidateReason.Vulnerability,
                $"{image} was revoked: {revocation.Reason}");
        }

        return await artifacts.FindAsync(image, cancellationToken) is { } artifact && artifact.IsWaiverOver(now)
            ? (CandidateReason.WaiverExpired, $"{image} was released under {Ended(artifact, now)}")
            : null;
    }

    private static string Ended(ImageArtifact artifact, DateTimeOffset now) => string.Join(
        ", ",
        artifact.Gates.SelectMany(gate => gate.Waived).Where(waived => waived.Until <= now)
            .Select(waived => string.Create(
                CultureInfo.InvariantCulture, $"{waived.Waiver}, which ended {waived.Until:yyyy-MM-dd}"))
            .Distinct());

    // A compromised one stays so, and one that leaves already needs no reason any more.
    private static bool IsNews(InstanceRecord record, CandidateReason reason) =>
        record.TerminateBeganAt is null && record.Mark?.Reason != reason
        && record.Mark?.Reason != CandidateReason.Compromised;
}
