using System.Diagnostics;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Detection;
using ImageForge.Engine.Rotations;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Says a story's words when their time has come, beside whoever drives the rotation.</summary>
internal sealed class Persons : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan CopyTime = TimeSpan.FromSeconds(40);
    private readonly HashSet<(RotationId?, InstanceId, string?)> _copied = [];
    private readonly SeedStage _stage;
    private readonly RotationControls _controls;
    private readonly DetectionIntake _detections;

    public Persons(SeedStage stage)
    {
        _stage = stage;
        _controls = new RotationControls(stage.Journal, stage.Time);
        _detections = new DetectionIntake(
            stage.Journal, new SeenFleet(stage), _ => stage.Story.Policy, stage.Time,
            NullLogger<DetectionIntake>.Instance);
        foreach (var word in stage.Story.Words)
        {
            // In memory a word is over when it returns, so it may be said while the cloud catches up.
            stage.Cloud.After(word.At, _ => Say(word).GetAwaiter().GetResult());
        }
    }

    public void Dispose() => _detections.Dispose();

    /// <summary>True if somebody wants the fleet to go back, and nobody has begun that yet.</summary>
    public bool WantBack { get; set; }

    /// <summary>Does what a rotation waits for; false if that is nobody's to do, or nobody is there.</summary>
    public async Task<bool> HelpAsync(RotationPass held)
    {
        if (!_stage.Story.PersonsCome)
        {
            return false;
        }

        var control = held.History.Control;
        if (control is { PausedAt: not null, CancelRequestedAt: null })
        {
            return await Say(new SpokenWord(_stage.Time.Elapsed, WordKind.Resume, 0));
        }

        if (held.Plan.Holds.All(hold => hold.Reason != HoldReason.Approval))
        {
            return false;
        }

        // Refused, if somebody approved while the rotation looked at the fleet: then that was the help.
        await Say(new SpokenWord(_stage.Time.Elapsed, WordKind.Approve, 0));
        return true;
    }

    /// <summary>What makes copies of disks is still to come: here somebody makes them by hand and says so.</summary>
    public void CopyWhatIsHeld(RotationPass pass)
    {
        if (!_stage.Story.PersonsCome)
        {
            return;
        }

        foreach (var hold in pass.Plan.Holds.Where(hold => hold.Reason == HoldReason.Evidence))
        {
            var instance = hold.Instance!.Value;
            if (_copied.Add((pass.History.Rotation, instance, pass.History.LaunchOf(instance)?.Token)))
            {
                _stage.Cloud.After(CopyTime, _ => CopyAsync(instance).GetAwaiter().GetResult());
            }
        }
    }

    private async Task CopyAsync(InstanceId instance)
    {
        _stage.Say($"a person copies the disk of {instance}");
        await _controls.KeepEvidenceAsync(StoryTeller.Fleet, instance, "by hand", None);
    }

    private async Task<bool> Say(SpokenWord word)
    {
        var seen = _stage.LastSeen?.Instances ?? [];
        InstanceId? about = seen.IsEmpty ? null : seen[word.Number % seen.Length].Id;
        _stage.Say($"a person: {word.Kind} {about}");
        try
        {
            await SayAsync(word, about);
            return true;
        }
        catch (ForgeException refusal) when (refusal.Error is ForgeError.NotFound or ForgeError.Usage)
        {
            _stage.Say($"not now: {refusal.Message}");
            return false;
        }
    }

    private Task SayAsync(SpokenWord word, InstanceId? about)
    {
        const string By = "anna";
        var fleet = StoryTeller.Fleet;
        WantBack |= word.Kind == WordKind.RollBack;
        return (word.Kind, about) switch
        {
            (WordKind.Pause, _) => _controls.PauseAsync(fleet, By, "seed", None),
            (WordKind.Resume, _) => _controls.ResumeAsync(fleet, By, None),
            (WordKind.Approve, _) => _controls.ApproveAsync(_stage.Story.Policy, By, None),
            (WordKind.Cancel, _) => _controls.CancelAsync(fleet, By, "seed", None),
            (WordKind.PassWindows, _) => _controls.PassWindowsAsync(fleet, By, "seed", None),
            (WordKind.Protect, { } id) =>
                _controls.ProtectAsync(fleet, id, TimeSpan.FromMinutes(1 + word.Number), By, "seed", None),
            (WordKind.Unprotect, { } id) => _controls.UnprotectAsync(fleet, id, By, None),
            (WordKind.MarkManual, { } id) =>
                _controls.MarkAsync(fleet, [id], CandidateReason.Manual, "seed", None),
            (WordKind.MarkCompromised, { } id) =>
                _controls.MarkAsync(fleet, [id], CandidateReason.Compromised, "seed", None),
            (WordKind.Detect, { } id) => _detections.ReceiveAsync([Detected(id, word)], new DetectionSource(By), None),
            (WordKind.RollBack, _) or (_, null) => Task.CompletedTask,
            _ => throw new UnreachableException($"no case for {word.Kind}"),
        };
    }

    // Of each number another rule; every third is for what only has to be replaced.
    private ReportedDetection Detected(InstanceId instance, SpokenWord word) => new()
    {
        Sensor = "auditd",
        Rule = $"rule-{word.Number}",
        Severity = word.Number % 3 == 2 ? DetectionSeverity.Signal : DetectionSeverity.Alert,
        At = _stage.Time.GetUtcNow(),
        Instance = instance.Value,
    };
}
