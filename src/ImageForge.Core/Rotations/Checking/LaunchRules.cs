namespace ImageForge.Core.Rotations.Checking;

/// <summary>
/// What must hold of each launch: nothing is launched twice, and a repeated call is the very same call.
/// </summary>
internal static class LaunchRules
{
    public static IEnumerable<string> Of(RotationCommand.Launch launch, RotationPlan plan, Recount fleet)
    {
        if (launch.Token.Length is 0 or > RotationNaming.TokenLengthMax || !launch.Token.All(char.IsAsciiLetterOrDigit))
        {
            yield return $"token: '{launch.Token}' of {launch.Instance} is not 1 to {RotationNaming.TokenLengthMax} "
                + "ASCII letters and digits";
        }

        if (fleet.IsTokenOfAnother(launch.Token, launch.Instance, plan))
        {
            yield return $"token: that of {launch.Instance} belongs to another launch";
        }

        if (fleet.History.IsUnderWay && launch.Image != fleet.History.Target)
        {
            yield return $"image: {launch.Instance} would run {launch.Image}, "
                + $"the rotation goes to {fleet.History.Target}";
        }

        if (fleet.History.LaunchOf(launch.Instance) is { } recorded)
        {
            foreach (var fault in Repeated(launch, recorded, fleet))
            {
                yield return fault;
            }
        }
        else if (fleet.Seen.ContainsKey(launch.Instance))
        {
            yield return $"name: {launch.Instance} exists already";
        }
        else if (fleet.History.IsUnderWay && AttemptFault(launch, fleet) is { } fault)
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Repeated(RotationCommand.Launch launch, LaunchRecord recorded, Recount fleet)
    {
        if ((launch.Image, launch.Slot, launch.Attempt, launch.Token, launch.Replaces)
            != (recorded.Image, recorded.Slot, recorded.Attempt, recorded.Token, recorded.Replaces))
        {
            yield return $"repeat: the launch of {launch.Instance} differs from the one that was journaled";
        }

        if (recorded.Failed || recorded.DoneAt is not null || fleet.IsLeaving(launch.Instance))
        {
            yield return $"repeat: {launch.Instance} was launched already";
        }
    }

    private static string? AttemptFault(RotationCommand.Launch launch, Recount fleet)
    {
        var slot = fleet.History.Slots.GetValueOrDefault(launch.Slot);
        var attempts = slot?.Attempts.Length ?? 0;
        return launch.Attempt != attempts + 1
            ? $"attempt: {launch.Instance} is attempt {launch.Attempt} after {attempts}"
            : slot is not null && !fleet.IsFailed(slot.Latest)
                ? $"attempt: {launch.Instance} although {slot.Latest} has not failed"
            : null;
    }
}
