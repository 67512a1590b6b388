using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>Something that goes wrong, or right again, at a time: <c>at 40s: sensor of new 1 breaks</c>.</summary>
/// <param name="At">Time since the start of the rotation.</param>
/// <param name="Words">The event in words; <see cref="Apply"/> lists them.</param>
internal sealed record RolloutFault(TimeSpan At, string Words)
{
    /// <summary>True if a rotation that ended does not end the rollout while this is still to come.</summary>
    public bool BeginsRotation => Words == "rollback";

    /// <exception cref="FormatException">The words mean nothing.</exception>
    public void Apply(RolloutRun run)
    {
        if (!Says(run) && !Strikes(run))
        {
            throw new FormatException($"no such event: {Words}");
        }
    }

    // What persons, feeds, detections and autoscaling say.
    private bool Says(RolloutRun run)
    {
        var control = run.Control;
        switch (Words.Split(' '))
        {
            case ["paused"]:
                control.Pause();
                break;
            case ["resumed"]:
                control.Resume();
                break;
            case ["cancelled"]:
                control.Cancel();
                break;
            case ["approved", var count]:
                control.Approve(int.Parse(count));
                break;
            case ["windows", "passed"]:
                control.PassWindows();
                break;
            case ["rollback"]:
                control.RollBack();
                break;
            case ["desired", var count]:
                run.Policy = run.Policy with { Desired = int.Parse(count) };
                break;
            case ["autoscaling", "wants", var count]:
                run.Model.Desired = int.Parse(count);
                break;
            case ["autoscaling", "ends"]:
                run.Model.Desired = null;
                break;
            case [var age, var number, "protected", var duration]:
                control.Protect(Subject(run, age, number), GoldenFile.Duration(duration));
                break;
            case [var age, var number, "unprotected"]:
                control.Unprotect(Subject(run, age, number));
                break;
            case [var age, var number, "is", "compromised"]:
                control.Mark(Subject(run, age, number), CandidateReason.Compromised, "curl ran as www-data");
                break;
            case [var age, var number, "marked", var reason]:
                control.Mark(Subject(run, age, number), Enum.Parse<CandidateReason>(reason), "ada asked for it");
                break;
            default:
                return false;
        }

        return true;
    }

    // What breaks, and heals again.
    private bool Strikes(RolloutRun run)
    {
        var model = run.Model;
        switch (Words.Split(' '))
        {
            case ["sensors", "unknown" or "known"]:
                model.SensorsUnknown = Words.EndsWith(" unknown", StringComparison.Ordinal);
                break;
            case ["new", "apps", "break" or "heal"]:
                model.NewAppsBroken = Words.EndsWith("break", StringComparison.Ordinal);
                break;
            case ["new", "sensors", "break" or "heal"]:
                model.NewSensorsBroken = Words.EndsWith("break", StringComparison.Ordinal);
                break;
            case ["engine", "dies", ("before" or "after") and var moment, "the", "act"]:
                run.NextDeath = moment;
                break;
            case ["balancer", "forgets"]:
                model.Instances.ForEach(instance => instance.Service = ServiceState.Unregistered);
                break;
            case ["mishaps", "end"]:
                run.MishapPercent = 0;
                break;
            case ["launches", "refused" or "accepted"]:
                run.LaunchesRefused = Words.EndsWith("refused", StringComparison.Ordinal);
                break;
            case ["reimages", "refused" or "accepted"]:
                run.ReimagesRefused = Words.EndsWith("refused", StringComparison.Ordinal);
                break;
            case ["no", "room", "in", "any", "zone"]:
                model.FullZones.UnionWith(model.Zones);
                break;
            case ["no", "room", "in", var zone]:
                model.FullZones.Add(zone);
                break;
            case ["room", "again"]:
                model.FullZones.Clear();
                break;
            case ["looks", "stale" or "fresh"]:
                run.LooksAreStale = Words.EndsWith("stale", StringComparison.Ordinal);
                break;
            case [("app" or "sensor") and var part, "of", var age, var number, ("breaks" or "heals") and var what]:
                Break(Subject(run, age, number), part, what == "breaks");
                break;
            case [var age, var number, var what]:
                Strike(run, Subject(run, age, number), what);
                break;
            default:
                return false;
        }

        return true;
    }

    // "present" runs the target image from the start, "new" was launched by the rotation, in order.
    private static ModelInstance? Subject(RolloutRun run, string age, string number) => age switch
    {
        "old" => run.Model.Find(new InstanceId($"{run.Policy.Fleet}-old{int.Parse(number):00}")),
        "present" => run.Model.Find(new InstanceId($"{run.Policy.Fleet}-new{int.Parse(number):00}")),
        "new" => run.Model.Launched.ElementAtOrDefault(int.Parse(number) - 1) is { Value: not null } id
            ? run.Model.Find(id) : null,
        _ => throw new FormatException($"no such instance: {age} {number}"),
    };

    private static void Break(ModelInstance? instance, string part, bool broken)
    {
        if (instance is not null && part == "app")
        {
            instance.AppBroken = broken;
        }
        else if (instance is not null)
        {
            instance.SensorBroken = broken;
        }
    }

    private static void Strike(RolloutRun run, ModelInstance? instance, string what)
    {
        if (instance is null)
        {
            return;
        }

        switch (what)
        {
            case "dies":
                instance.Running = false;
                break;
            case "vanishes":
                run.Model.Instances.Remove(instance);
                break;
            case "silent":
                instance.SilentSince ??= run.Now;
                break;
            case "heard":
                instance.SilentSince = null;
                break;
            case "clings":
                instance.RequestsNeverEnd = true;
                break;
            default:
                throw new FormatException($"no such event: {what}");
        }
    }
}
