using System.Collections.Immutable;
using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>
/// What the journal of a fleet says so far: an immutable fold over its events. Everything that a pass knows beyond its
/// snapshot is here, so killing the process between two passes loses nothing.
/// </summary>
public sealed record RotationHistory
{
    // More are of no use: a rollback goes to the latest that is not bad.
    private const int ProvenMax = 10;

    private RotationHistory() { }

    public static readonly RotationHistory Empty = new();

    /// <summary>The last rotation that was started; null before the first.</summary>
    public RotationId? Rotation { get; private init; }

    /// <summary>Where it goes to.</summary>
    public ArtifactId? Target { get; private init; }

    public DateTimeOffset? StartedAt { get; private init; }
    public string StartReason { get; private init; } = "";

    /// <summary>When the image it goes to was built; null if that is not known.</summary>
    public DateTimeOffset? TargetBuiltAt { get; private init; }

    /// <summary>The rotation that the last one undoes; null if it undoes none.</summary>
    public RotationId? RollbackOf { get; private init; }

    /// <summary>The hotfix under whose policy the last rotation goes; null: the ordinary one.</summary>
    public string? Hotfix { get; private init; }

    /// <summary>What persons and checkpoints have said of the last rotation.</summary>
    public RotationControl Control { get; private init; } = RotationControl.None;

    /// <summary>When the last rotation ended; null while it is under way.</summary>
    public DateTimeOffset? FinishedAt { get; private init; }

    /// <summary>Images to which a rotation of this fleet came to its end, in order, the latest last.</summary>
    public ImmutableArray<ProvenImage> Proven { get; private init; } = [];

    /// <summary>Images that a breaker stopped or a rollback left: no rollback goes to one of them.</summary>
    public ImmutableHashSet<ArtifactId> BadImages { get; private init; } = [];

    /// <summary>How it ended; null while it is under way.</summary>
    public RotationStatus? FinishedAs { get; private init; }

    public string FinishReason { get; private init; } = "";

    /// <summary>The slots of the last rotation by number.</summary>
    public ImmutableSortedDictionary<int, SlotRecord> Slots { get; private init; } =
        ImmutableSortedDictionary<int, SlotRecord>.Empty;

    /// <summary>
    /// Launches of earlier rotations, just made when the last one started: they are there, and a look may not show it.
    /// </summary>
    public ImmutableArray<LaunchRecord> JustBefore { get; private init; } = [];

    /// <summary>The launches of the last rotation by instance.</summary>
    public InstanceMap<LaunchRecord> Launches { get; private init; } = InstanceMap<LaunchRecord>.Empty;

    /// <summary>
    /// Every instance that the journal knows anything of. Those that are gone are forgotten with the next rotation.
    /// </summary>
    public InstanceMap<InstanceRecord> Instances { get; private init; } = InstanceMap<InstanceRecord>.Empty;

    /// <summary>Launches of the last rotation that count as failed.</summary>
    public int FailedLaunches { get; private init; }

    /// <summary>True from the start of a rotation to its end.</summary>
    public bool IsUnderWay => Rotation is not null && FinishedAs is null;

    /// <summary>
    /// Those of which a detection, or a person, said that they are to go for what was seen on them, and with whom
    /// nothing has been begun yet.
    /// </summary>
    public IEnumerable<(InstanceId Instance, InstanceRecord Record)> Attacked => Instances.Entries
        .Where(known => known.Value is
        {
            Mark.Reason: CandidateReason.Compromised or CandidateReason.Detection,
            IsolateBeganAt: null, TerminateBeganAt: null, LostAt: null, ReleasedAt: null,
        })
        .Select(known => (known.Key, known.Value));

    /// <summary>The number of the next new slot.</summary>
    public int NextSlot { get; private init; }

    public static RotationHistory Fold(IEnumerable<(RotationEvent Event, DateTimeOffset At)> events) =>
        events.Aggregate(Empty, (history, entry) => history.Apply(entry.Event, entry.At));

    /// <summary>What is known of an instance; an empty record if nothing is.</summary>
    public InstanceRecord Of(InstanceId instance) => Instances.GetValueOrDefault(instance) ?? InstanceRecord.Empty;

    /// <summary>The launch of the last rotation that made this instance; null if another one did.</summary>
    public LaunchRecord? LaunchOf(InstanceId instance) => Launches.GetValueOrDefault(instance);

    /// <summary>The history after one more event.</summary>
    /// <param name="rotationEvent">What happened.</param>
    /// <param name="at">The time of its journal entry.</param>
    public RotationHistory Apply(RotationEvent rotationEvent, DateTimeOffset at)
    {
        var history = Fold(rotationEvent, at);
        var control = rotationEvent is RotationEvent.Started
            ? RotationControl.None
            : history.Control.Apply(rotationEvent, at);
        return control == history.Control ? history : history with { Control = control };
    }

    private RotationHistory Fold(RotationEvent rotationEvent, DateTimeOffset at) => rotationEvent switch
    {
        RotationEvent.Started started => Start(started, at),
        RotationEvent.LaunchBegan launch => BeginLaunch(launch, at),
        RotationEvent.CommandBegan began => BeginCommand(began, at),
        RotationEvent.CommandDone done => EndCommand(done, at),
        RotationEvent.CommandFailed failed => RefuseCommand(failed, at),
        RotationEvent.HealthChanged health =>
            With(health.Instance, record => record.WithHealth(health.Healthy, health.Detail, at)),
        RotationEvent.InstanceLost lost =>
            With(lost.Instance, record => record.WithHealth(false, lost.Detail, at) with { LostAt = at }),
        RotationEvent.LaunchFailed failed => FailLaunch(failed, at),
        RotationEvent.LaunchAbandoned abandoned => AbandonLaunch(abandoned, at),
        RotationEvent.Marked marked => With(marked.Instance, record => record.WithMark(marked, at)),
        RotationEvent.Unmarked unmarked => With(
            unmarked.Instance, record => record.WithoutMark(unmarked.Reason)),
        RotationEvent.Sighted => this,
        RotationEvent.EvidenceKept kept => With(kept.Instance, record => record with { EvidenceKeptAt = at }),
        RotationEvent.EvidenceReleased => this,
        RotationEvent.Released released => With(released.Instance, record => record.WithRelease(at)),
        RotationEvent.Protected given => With(
            given.Instance,
            record => record with { Protection = new InstanceProtection(given.Until, given.By, given.Reason) }),
        RotationEvent.Unprotected ended => With(ended.Instance, record => record with { Protection = null }),
        RotationEvent.Paused or RotationEvent.Resumed or RotationEvent.CancelRequested or RotationEvent.WindowsPassed
            or RotationEvent.CheckpointReached or RotationEvent.Approved or RotationEvent.BakeBegan => this,
        RotationEvent.Detected or RotationEvent.DetectionsCounted or RotationEvent.Held => this,
        RotationEvent.Finished finished => Finish(finished, at),
        _ => throw new UnreachableException($"no case for {rotationEvent.GetType().Name}"),
    };

    private RotationHistory Start(RotationEvent.Started started, DateTimeOffset at) => this with
    {
        Rotation = started.Rotation,
        Target = started.Image,
        StartedAt = at,
        StartReason = started.Reason,
        TargetBuiltAt = started.BuiltAt,
        RollbackOf = started.RollbackOf,
        Hotfix = started.Hotfix,
        BadImages = started.RollbackOf is not null && Target is { } left && left != started.Image
            ? BadImages.Add(left)
            : BadImages,
        FinishedAs = null,
        FinishReason = "",
        FinishedAt = null,
        Slots = ImmutableSortedDictionary<int, SlotRecord>.Empty,
        NextSlot = 0,
        JustBefore =
        [
            .. JustBefore.Concat(Launches.Values.Where(launch => launch is { Failed: false, InPlace: false }))
                .Where(launch => launch.MayBeUnlisted(at) && Of(launch.Instance).TerminateBeganAt is null),
        ],
        Launches = InstanceMap<LaunchRecord>.Empty,
        FailedLaunches = 0,
        Instances = Instances.RemoveAll(
            known => known.Terminated || known is { LostAt: not null, IsQuarantined: false }),
    };

    private RotationHistory BeginLaunch(RotationEvent.LaunchBegan launch, DateTimeOffset at)
    {
        // The same call sent again is the same launch.
        if (LaunchOf(launch.Instance) is { } known && (!launch.InPlace || known.Token == launch.Token))
        {
            return this;
        }

        var record = new LaunchRecord
        {
            Instance = launch.Instance,
            Image = launch.Image,
            Slot = launch.Slot,
            Attempt = launch.Attempt,
            Token = launch.Token,
            Replaces = launch.Replaces,
            Zone = launch.Zone,
            InPlace = launch.InPlace,
            BeganAt = at,
        };
        var slot = Slots.GetValueOrDefault(launch.Slot) ?? new SlotRecord(launch.Slot, launch.Replaces, []);
        return this with
        {
            Instances = launch.InPlace
                ? Instances.SetItem(launch.Instance, Of(launch.Instance).Reimaged(at))
                : Instances,
            Launches = Launches.SetItem(launch.Instance, record),
            NextSlot = Math.Max(NextSlot, launch.Slot + 1),
            Slots = Slots.SetItem(
                launch.Slot, slot with { Replaces = launch.Replaces, Attempts = slot.Attempts.Add(launch.Instance) }),
        };
    }

    private RotationHistory BeginCommand(RotationEvent.CommandBegan began, DateTimeOffset at) => began.Command switch
    {
        CommandKind.Admit => With(began.Instance, record => record.WithAdmissionBegun(at)),
        CommandKind.Drain => With(began.Instance, record => record.WithDrain(began.Deadline, at)),
        CommandKind.Isolate =>
            With(began.Instance, record => record with { IsolateBeganAt = record.IsolateBeganAt ?? at }),
        CommandKind.Terminate =>
            With(began.Instance, record => record with { TerminateBeganAt = record.TerminateBeganAt ?? at }),
        _ => this,
    };

    private RotationHistory EndCommand(RotationEvent.CommandDone done, DateTimeOffset at) => done.Command switch
    {
        CommandKind.Launch or CommandKind.Reimage =>
            WithLaunch(done.Instance, launch => launch with
            {
                DoneAt = launch.DoneAt ?? at, LastError = null, NoRoomAt = null,
            }),
        CommandKind.Admit => With(done.Instance, record => record.WithAdmission(at)),
        CommandKind.Drain => With(done.Instance, record => record with { DrainDoneAt = record.DrainDoneAt ?? at }),
        CommandKind.Terminate => With(
            done.Instance,
            record => record with { TerminateBeganAt = record.TerminateBeganAt ?? at, Terminated = true }),
        _ => this,
    };

    private RotationHistory RefuseCommand(RotationEvent.CommandFailed failed, DateTimeOffset at) =>
        failed.Command is CommandKind.Launch or CommandKind.Reimage
            ? WithLaunch(
                failed.Instance,
                launch => launch with
                {
                    LastError = failed.Error, RefusedAt = at, NoRoomAt = failed.Capacity ? at : null,
                })
            : this;

    private RotationHistory FailLaunch(RotationEvent.LaunchFailed failed, DateTimeOffset at)
    {
        if (LaunchOf(failed.Instance) is not { Failed: false })
        {
            return this;
        }

        return WithLaunch(failed.Instance, launch => launch with { FailedAt = at, FailureDetail = failed.Detail })
            with { FailedLaunches = FailedLaunches + 1 };
    }

    private RotationHistory AbandonLaunch(RotationEvent.LaunchAbandoned abandoned, DateTimeOffset at) => WithLaunch(
        abandoned.Instance,
        launch => launch.Failed
            ? launch
            : launch with { FailedAt = at, Abandoned = true, FailureDetail = abandoned.Detail });

    private RotationHistory Finish(RotationEvent.Finished finished, DateTimeOffset at) => this with
    {
        FinishedAs = finished.Status,
        FinishReason = finished.Reason,
        FinishedAt = at,
        Proven = finished.Status == RotationStatus.Complete && Target is { } proven
            ? [.. Proven.Where(known => known.Image != proven).TakeLast(ProvenMax - 1),
                new ProvenImage(proven, finished.Rotation, at)]
            : Proven,
        BadImages = (finished.Status, Target) switch
        {
            (RotationStatus.Stopped, { } bad) => BadImages.Add(bad),
            (RotationStatus.Complete, { } good) => BadImages.Remove(good),
            _ => BadImages,
        },
    };

    private RotationHistory With(InstanceId instance, Func<InstanceRecord, InstanceRecord> change) =>
        this with { Instances = Instances.SetItem(instance, change(Of(instance))) };

    private RotationHistory WithLaunch(InstanceId instance, Func<LaunchRecord, LaunchRecord> change) =>
        LaunchOf(instance) is { } launch ? this with { Launches = Launches.SetItem(instance, change(launch)) } : this;
}
