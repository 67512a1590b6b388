using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// The verbs of persons, and what an engine does between rotations: begins the first one, and goes back when a breaker
/// stopped it.
/// </summary>
internal sealed class RolloutControl(RolloutRun run)
{
    private readonly List<string> _ends = [];

    /// <summary>How each rotation ended, in order: <c>Stopped on new</c>.</summary>
    public IReadOnlyList<string> Ends => _ends;

    public void Begin(RolloutSetup setup)
    {
        if (setup.OldIsProven)
        {
            var before = new RotationId($"{run.Policy.Fleet}-before");
            run.Note(new RotationEvent.Started(before, RolloutRun.Old, "before"), run.Start.AddDays(-60));
            run.Note(new RotationEvent.Finished(before, RotationStatus.Complete, ""), run.Start.AddDays(-59));
        }

        for (var number = 1; number <= setup.Old + setup.New; number++)
        {
            var isOld = number <= setup.Old;
            var name = isOld ? $"old{number:00}" : $"new{number - setup.Old:00}";
            var hours = TimeSpan.FromHours(100 + setup.Old + setup.New - number);
            var since = run.Start - setup.Ages.GetValueOrDefault(name, hours);
            var id = new InstanceId($"{run.Policy.Fleet}-{name}");
            run.Model.AddRunning(
                id, isOld ? RolloutRun.Old : RolloutRun.New, setup.Zones[(number - 1) % setup.Zones.Length], since);
            run.Note(new RotationEvent.HealthChanged(id, true, ""), since);
        }

        run.Note(
            new RotationEvent.Started(
                RotationNaming.Rotation(run.Policy.Fleet, run.Start), RolloutRun.New, "test",
                setup.ImageAge is { } age ? run.Start - age : null),
            run.Start);
    }

    public void Pause()
    {
        Say(new RotationEvent.Paused("ada", "looking into it"));
        run.Promises.IsPaused = true;
    }

    public void Resume()
    {
        Say(new RotationEvent.Resumed("ada"));
        run.Promises.IsPaused = false;
    }

    public void Cancel()
    {
        Say(new RotationEvent.CancelRequested("ada", "wrong image"));
        run.Promises.IsCancelled = true;
    }

    public void Approve(int count) => Say(new RotationEvent.Approved(count, "ada"));

    public void PassWindows()
    {
        Say(new RotationEvent.WindowsPassed("ada", "hotfix"));
        run.Promises.WindowsPassed = true;
    }

    public void Protect(ModelInstance? instance, TimeSpan duration)
    {
        if (instance is not null)
        {
            instance.ProtectedUntil = run.Now + duration;
            run.Note(
                new RotationEvent.Protected(instance.Id, run.Now + duration, "ada", "a long job runs"), run.Now);
        }
    }

    public void Unprotect(ModelInstance? instance)
    {
        if (instance is not null)
        {
            instance.ProtectedUntil = null;
            run.Note(new RotationEvent.Unprotected(instance.Id, "ada"), run.Now);
        }
    }

    public void Mark(ModelInstance? instance, CandidateReason reason, string detail)
    {
        if (instance is not null)
        {
            instance.IsCompromised |= reason == CandidateReason.Compromised;
            run.Note(new RotationEvent.Marked(instance.Id, reason, detail), run.Now);
        }
    }

    /// <summary>A person goes back from a rotation that came to its end, as long as that stays possible.</summary>
    public void RollBack()
    {
        var ended = run.History.FinishedAt;
        if (run.History.FinishedAs == RotationStatus.Complete && run.Now <= ended + run.Policy.RollbackFor)
        {
            GoBack("rollback, asked for by ada");
        }
    }

    /// <summary>What follows by itself on the end of a rotation; false if nothing does.</summary>
    public bool FollowUp()
    {
        if (_ends.Count < run.Journal.Count(entry => entry.Event is RotationEvent.Finished { Rotation: var ended }
            && !ended.Value.EndsWith("-before", StringComparison.Ordinal)))
        {
            var image = run.History.Target == RolloutRun.Old ? "old" : "new";
            _ends.Add($"{run.History.FinishedAs} on {image}");
        }

        return run.Policy.AutoRollback && run.History is { FinishedAs: RotationStatus.Stopped, RollbackOf: null }
            && GoBack("rollback by itself, the breaker stopped the rotation before");
    }

    private bool GoBack(string reason)
    {
        if (RollbackChoice.Of(run.History) is not { } image)
        {
            return false;
        }

        run.WriteDown(reason);
        run.Promises.Reset();
        run.Note(
            new RotationEvent.Started(
                RotationNaming.Rotation(run.Policy.Fleet, run.Now), image, reason, null, run.History.Rotation),
            run.Now);
        return true;
    }

    private void Say(RotationEvent said)
    {
        if (run.History.IsUnderWay)
        {
            run.Note(said, run.Now);
        }
    }
}
