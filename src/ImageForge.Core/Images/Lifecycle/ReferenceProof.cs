using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Images.Lifecycle;

/// <summary>The proof that nothing refers to a built version: only then are its files removed.</summary>
public static class ReferenceProof
{
    /// <summary>Everything that refers to it, sorted; empty is the proof.</summary>
    /// <param name="image">What would be deleted.</param>
    /// <param name="history">What was decided of the versions of that image.</param>
    /// <param name="evidence">One look at everything else.</param>
    public static ImmutableArray<ImageReference> Of(
        ArtifactId image, ImageHistory history, ReferenceEvidence evidence) =>
    [
        .. Instances(image, evidence)
            .Concat(evidence.Copies.Where(copy => copy.Image == image).Select(copy => new ImageReference(
                ImageReferenceKind.Evidence, copy.Copy, $"`imageforge evidence release {copy.Copy}`")))
            .Concat(Channels(image, history, evidence))
            .Concat(evidence.Rotations.SelectMany(known => Rotations(image, known.Fleet, known.History, evidence)))
            .Concat(history.Of(image).Pins.Where(pin => pin.HoldsAt(evidence.At)).Select(pin => Pin(image, pin)))
            .Concat(AtWork(image, evidence))
            .Distinct()
            .OrderBy(reference => reference.Kind).ThenBy(reference => reference.Holder, StringComparer.Ordinal),
    ];

    private static IEnumerable<ImageReference> Instances(ArtifactId image, ReferenceEvidence evidence)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fleet in evidence.Fleets)
        {
            foreach (var view in fleet.Instances.Where(view => view.Image == image))
            {
                seen.Add(view.Id.Value);
                yield return Instance(fleet.Fleet, view);
            }
        }

        foreach (var disk in evidence.Disks.Where(disk => disk.Image == image && !seen.Contains(disk.Instance)))
        {
            yield return new ImageReference(
                ImageReferenceKind.StoppedInstance, disk.Instance, "`imageforge gc` removes what no fleet knows");
        }
    }

    private static ImageReference Instance(FleetName fleet, InstanceView view) => view switch
    {
        { Isolated: true } => new ImageReference(
            ImageReferenceKind.QuarantinedInstance, view.Id.Value,
            $"look into it, then remove it: `imageforge fleet show {fleet}`"),
        { Running: false } => new ImageReference(
            ImageReferenceKind.StoppedInstance, view.Id.Value, $"`imageforge rotate {fleet}` replaces it"),
        _ => new ImageReference(
            ImageReferenceKind.RunningInstance, view.Id.Value,
            $"`imageforge rotate {fleet}` moves it onto another image"),
    };

    private static IEnumerable<ImageReference> Channels(
        ArtifactId image, ImageHistory history, ReferenceEvidence evidence)
    {
        var channels = history.ChannelsOf(image).ToList();
        foreach (var channel in channels)
        {
            var name = $"{image.Image}:{channel.ToString().ToLowerInvariant()}";
            yield return new ImageReference(
                ImageReferenceKind.Channel, name, $"promote another one, or `imageforge image deprecate {image}`");
        }

        foreach (var policy in evidence.Schedules
            .Where(policy => policy.Image == image.Image && channels.Contains(policy.Channel)))
        {
            yield return new ImageReference(
                ImageReferenceKind.Schedule, $"schedules/{policy.Fleet}.yaml",
                $"promote another one to {policy.Channel.ToString().ToLowerInvariant()}");
        }

        foreach (var (child, _) in evidence.Children
            .Where(known => known.Parent == image.Image && channels.Count > 0))
        {
            yield return new ImageReference(
                ImageReferenceKind.Child, $"images/{child}/image.yaml", "promote another one of the parent");
        }
    }

    private static IEnumerable<ImageReference> Rotations(
        ArtifactId image, FleetName fleet, RotationHistory history, ReferenceEvidence evidence)
    {
        if (history is { IsUnderWay: true, Rotation: { } rotation })
        {
            if (history.Target == image || history.Proven.LastOrDefault(known => known.Image != history.Target)?.Image
                == image)
            {
                yield return new ImageReference(
                    ImageReferenceKind.Rotation, $"{rotation}", $"let it end: `imageforge rotate {fleet}`");
            }
        }
        else if (history.FinishedAt is { } finished && RollbackChoice.Of(history) == image)
        {
            var policy = evidence.Schedules.FirstOrDefault(policy => policy.Fleet == fleet);
            var until = finished + (policy?.RollbackFor ?? RotationPolicy.DefaultRollbackFor);
            if (evidence.At <= until)
            {
                yield return new ImageReference(
                    ImageReferenceKind.RollbackTarget, $"fleet {fleet}",
                    $"until {until.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC the fleet may be "
                        + "rolled back to it");
            }
        }
    }

    private static ImageReference Pin(ArtifactId image, ImagePin pin) =>
        pin.Holder.StartsWith(ImagePin.PulumiHolder, StringComparison.Ordinal)
            ? new ImageReference(
                ImageReferenceKind.PulumiResource, pin.Holder, "remove the resource from its stack: `pulumi up`")
            : new ImageReference(
                ImageReferenceKind.Pin, pin.Holder, $"`imageforge image unpin {image} --holder {pin.Holder}`");

    private static IEnumerable<ImageReference> AtWork(ArtifactId image, ReferenceEvidence evidence)
    {
        if (evidence.AtWork.Contains(image.PlanDigest))
        {
            yield return new ImageReference(
                ImageReferenceKind.Gate, $"a build of {image}", "wait for it, or end that process");
        }
    }
}
