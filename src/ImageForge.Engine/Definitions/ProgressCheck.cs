using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Refuses a policy under which no rotation could ever succeed, with the arithmetic that says so.</summary>
/// <param name="file">Where the policy was read, without a fault so far.</param>
internal sealed class ProgressCheck(DefinitionFile file, RotationPolicy policy, DefinitionErrors errors)
{
    // An instance is due by its age up to a tenth before maxAge: what jitter leaves for certain is nine tenths.
    private const double AgeLeftByJitter = 0.9;

    public void Run()
    {
        CheckRoom();
        CheckLaunch();
        CheckWindows();
        CheckAge();
    }

    private void CheckRoom()
    {
        var limits = CapacityLimits.Of(policy);
        if (limits.Floor < limits.Ceiling)
        {
            return;
        }

        errors.Add(
            file,
            FirstOf("maxHealthyPercentage", "minHealthyPercentage", "desired"),
            $"this policy can never {(policy.Strategy == RotationStrategy.Reimage ? "reimage" : "replace")} an "
            + $"instance: floor ({policy.MinHealthyPercentage}·{limits.Desired}+99)/100 = {limits.Floor}, "
            + $"ceiling ({policy.MaxHealthyPercentage}·{limits.Desired}+99)/100 = {limits.Ceiling}, "
            + "so none may be added and none taken",
            RoomWayOut(limits));
    }

    private static string RoomWayOut(CapacityLimits limits)
    {
        var raised = (100 * limits.Floor / limits.Desired) + 1;
        var lowered = 100 * (limits.Ceiling - 1) / limits.Desired;
        return $"set maxHealthyPercentage to {raised} or more (one more instance for a while), "
            + $"or minHealthyPercentage to {lowered} or less (one fewer)";
    }

    private void CheckLaunch()
    {
        if (policy.LaunchTimeout <= policy.InstanceWarmup)
        {
            errors.Add(
                file,
                FirstOf("launchTimeout", "instanceWarmup"),
                $"no launch can succeed: launchTimeout {policy.LaunchTimeout.TotalSeconds:0} s ends before "
                + $"instanceWarmup {policy.InstanceWarmup.TotalSeconds:0} s has passed",
                "raise launchTimeout to the warm-up and the time to boot");
        }
    }

    // A week without blackouts always has an opening, so only a blackout can begin a time without one: no clock needed.
    private void CheckWindows()
    {
        foreach (var blackout in policy.Windows.Blackouts)
        {
            if (policy.Windows.NextOpening(blackout.Begins) is null)
            {
                errors.Add(
                    file,
                    FirstOf("blackouts"),
                    $"blackouts: from {blackout.First:yyyy-MM-dd} on nothing may begin for "
                    + $"{RotationWindows.HorizonMax.TotalDays:0} days",
                    "end the blackouts sooner; `imageforge rotation pause` stops a fleet for good");
                return;
            }
        }
    }

    private void CheckAge()
    {
        var delays = CheckpointMath.Checkpoints(policy).Count;
        var shortest = policy.InstanceWarmup + (policy.CheckpointDelay * delays) + policy.BakeTime;
        if (shortest >= policy.MaxAge * AgeLeftByJitter)
        {
            errors.Add(
                file,
                FirstOf("maxAge", "bakeTime", "checkpointDelay"),
                "instances would be due again before a rotation ends: "
                + $"instanceWarmup + {delays} x checkpointDelay + bakeTime = {shortest.TotalMinutes:0} min, "
                + $"and jitter leaves {policy.MaxAge.TotalMinutes * AgeLeftByJitter:0} min of maxAge",
                "raise maxAge, or shorten bakeTime or checkpointDelay");
        }
    }

    private JToken FirstOf(params string[] keys) =>
        keys.Select(key => file.Root.Value(key)).FirstOrDefault(value => value is not null) ?? file.Root;
}
