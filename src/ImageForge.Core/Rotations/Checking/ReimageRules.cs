namespace ImageForge.Core.Rotations.Checking;

/// <summary>
/// What must hold of each reimage: nothing is swapped twice, and a repeated call is the very same call.
/// </summary>
internal static class ReimageRules
{
    public static IEnumerable<string> Of(RotationCommand.Reimage reimage, RotationPlan plan, Recount fleet)
    {
        var others = fleet.History.Launches.Values.Where(other => other.Instance != reimage.Instance)
            .Select(other => other.Token)
            .Concat(plan.Commands.OfType<RotationCommand.Launch>().Select(other => other.Token))
            .Concat(plan.Commands.OfType<RotationCommand.Reimage>()
                .Where(other => other.Instance != reimage.Instance).Select(other => other.Token));
        if (others.Contains(reimage.Token, StringComparer.Ordinal))
        {
            yield return $"token: that of {reimage.Instance} belongs to another call";
        }

        if (fleet.History.IsUnderWay && reimage.Image != fleet.History.Target)
        {
            yield return $"image: {reimage.Instance} would run {reimage.Image}, "
                + $"the rotation goes to {fleet.History.Target}";
        }

        if (AttemptFault(reimage, fleet) is { } fault)
        {
            yield return fault;
        }
    }

    private static string? AttemptFault(RotationCommand.Reimage reimage, Recount fleet)
    {
        var disk = fleet.Seen.GetValueOrDefault(reimage.Instance)?.LaunchToken;
        return fleet.History.LaunchOf(reimage.Instance) switch
        {
            _ when disk == reimage.Token => $"repeat: {reimage.Instance} was reimaged already",
            { InPlace: true, Failed: false } done when disk == done.Token => FirstAttemptFault(reimage, fleet),
            { InPlace: true, Failed: false } running =>
                (running.Image, running.Slot, running.Attempt, running.Token)
                    == (reimage.Image, reimage.Slot, reimage.Attempt, reimage.Token)
                    ? null
                    : $"repeat: the reimage of {reimage.Instance} differs from the one that was journaled",
            { InPlace: true, Failed: true } failed =>
                reimage.Slot != failed.Slot || reimage.Attempt != failed.Attempt + 1
                    ? $"attempt: {reimage.Instance} is attempt {reimage.Attempt} after {failed.Attempt}"
                : reimage.Token == failed.Token
                    ? $"token: that of {reimage.Instance} belongs to an attempt that failed"
                : null,
            _ => FirstAttemptFault(reimage, fleet),
        };
    }

    private static string? FirstAttemptFault(RotationCommand.Reimage reimage, Recount fleet) =>
        reimage.Attempt != 1 ? $"attempt: {reimage.Instance} is attempt {reimage.Attempt} after 0"
        : fleet.History.Slots.ContainsKey(reimage.Slot)
            ? $"attempt: slot {reimage.Slot} of {reimage.Instance} belongs to another instance"
        : null;
}
