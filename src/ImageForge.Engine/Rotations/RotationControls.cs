using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// What persons say of a fleet and its rotation. Each word is one journal entry, written beside whoever drives the
/// rotation and heard at its next pass: pausing must not have to wait for the lease of what it pauses.
/// </summary>
public sealed class RotationControls(IJournal journal, TimeProvider time)
{
    private static readonly TimeSpan ProtectionMax = TimeSpan.FromDays(365);
    private readonly RotationJournal _journal = new(journal);

    /// <summary>The fold of a fleet's journal.</summary>
    public async Task<RotationHistory> HistoryAsync(FleetName fleet, CancellationToken cancellationToken) =>
        (await _journal.ReadAsync(fleet, cancellationToken)).History;

    // What tells the request that is carried out from every other one; null: nothing does.
    private string? Request { get; init; }

    /// <summary>The same for one request: what it has said already, before its answer was lost, it does not say
    /// again.</summary>
    public RotationControls Once(string request) => new(journal, time) { Request = request };

    /// <summary>The fold of a fleet's journal, and how many entries it rests on.</summary>
    public Task<RotationRecord> RecordAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _journal.ReadAsync(fleet, cancellationToken);

    /// <summary>No new slot begins until it is resumed. Does nothing if it is paused already.</summary>
    /// <exception cref="ForgeException">No rotation is under way (NotFound).</exception>
    public Task PauseAsync(FleetName fleet, string by, string reason, CancellationToken cancellationToken) =>
        SayAsync(
            fleet, history => history.Control.PausedAt is null ? new RotationEvent.Paused(by, reason) : null,
            cancellationToken);

    /// <exception cref="ForgeException">No rotation is under way (NotFound), or it is not paused (Usage).</exception>
    public Task ResumeAsync(FleetName fleet, string by, CancellationToken cancellationToken) => SayAsync(
        fleet,
        history => history.Control switch
        {
            { CancelRequestedAt: not null } => throw new ForgeException(
                ForgeError.Usage, $"the rotation of fleet {fleet} was cancelled, and that is not taken back",
                $"start it again with `imageforge rotate {fleet}` once it has ended"),
            { PausedAt: null } => throw new ForgeException(
                ForgeError.Usage, $"the rotation of fleet {fleet} is not paused",
                $"see what it waits for: `imageforge rotation show {fleet}`"),
            _ => new RotationEvent.Resumed(by),
        },
        cancellationToken);

    /// <summary>No new slot begins any more; what was begun is finished or undone.</summary>
    /// <exception cref="ForgeException">No rotation is under way (NotFound).</exception>
    public Task CancelAsync(FleetName fleet, string by, string reason, CancellationToken cancellationToken) =>
        SayAsync(
            fleet,
            history => history.Control.CancelRequestedAt is null ? new RotationEvent.CancelRequested(by, reason) : null,
            cancellationToken);

    /// <summary>Lets the rotation pass the next approval point, and returns that point in percent.</summary>
    /// <exception cref="ForgeException">No rotation is under way (NotFound), none is left (Usage), or who began it
    /// would approve it (Denied).</exception>
    public async Task<int> ApproveAsync(RotationPolicy policy, string by, CancellationToken cancellationToken)
    {
        var percent = 0;
        await SayAsync(
            policy.Fleet,
            history =>
            {
                if (history.StartedBy is { } starter && starter == by)
                {
                    throw new ForgeException(
                        ForgeError.Denied, $"{by} began the rotation of fleet {policy.Fleet} and cannot approve it",
                        "an approval is a second person's word: somebody else's token gives it");
                }

                var next = CheckpointMath.NextApproval(policy, history.Control) ?? throw new ForgeException(
                    ForgeError.Usage, $"the rotation of fleet {policy.Fleet} has no approval point left",
                    $"see what it waits for: `imageforge rotation show {policy.Fleet}`");
                percent = next.Percent;
                return new RotationEvent.Approved(percent, by);
            },
            cancellationToken);
        return percent;
    }

    /// <summary>Lets the rotation under way begin slots outside of its windows. The floor still holds.</summary>
    /// <exception cref="ForgeException">No rotation is under way (NotFound).</exception>
    public Task PassWindowsAsync(FleetName fleet, string by, string reason, CancellationToken cancellationToken) =>
        SayAsync(
            fleet,
            history => history.Control.WindowsPassed is null ? new RotationEvent.WindowsPassed(by, reason) : null,
            cancellationToken);

    /// <summary>Says that instances should go, whatever image they run.</summary>
    public async Task MarkAsync(
        FleetName fleet, IEnumerable<InstanceId> instances, CandidateReason reason, string detail,
        CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        foreach (var instance in instances)
        {
            if (record.History.Of(instance).Mark?.Reason != reason)
            {
                record = await AppendAsync(
                    fleet, record, new RotationEvent.Marked(instance, reason, detail), cancellationToken);
            }
        }
    }

    /// <summary>Says that what runs on images which would not be launched today should go.</summary>
    /// <returns>For how many instances that is news.</returns>
    /// <param name="artifacts">Knows what was revoked, and under which waivers what was released.</param>
    public async Task<int> MarkUnfitAsync(
        FleetSnapshot snapshot, IArtifacts artifacts, CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(snapshot.Fleet, cancellationToken);
        var marks = await new ImageFitness(artifacts).MarksAsync(
            snapshot, record.History, time.GetUtcNow(), cancellationToken);
        foreach (var mark in marks)
        {
            record = await AppendAsync(snapshot.Fleet, record, mark, cancellationToken);
        }

        return marks.Count;
    }

    /// <summary>
    /// Says which instances have vulnerabilities that are due, and takes it back of all others. One that was marked for
    /// another reason keeps that, and one that leaves already needs none.
    /// </summary>
    /// <param name="due">What each has, and when the first of it is due.</param>
    /// <param name="revoked">Instances whose image was revoked: what was said of those is not taken back.</param>
    /// <returns>For how many instances that is news.</returns>
    public async Task<int> MarkVulnerableAsync(
        FleetName fleet, IReadOnlyDictionary<InstanceId, (string Detail, DateTimeOffset DueAt)> due,
        IReadOnlySet<InstanceId> revoked, CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        List<RotationEvent> news =
        [
            .. from known in record.History.Instances.Entries
            where known.Value is { Mark.Reason: CandidateReason.Vulnerability, TerminateBeganAt: null }
                && !due.ContainsKey(known.Key) && !revoked.Contains(known.Key)
            orderby known.Key
            select new RotationEvent.Unmarked(
                known.Key, CandidateReason.Vulnerability, "nothing that it has is due any more"),
            .. from instance in due
            let known = record.History.Of(instance.Key)
            where known.TerminateBeganAt is null
                && (known.Mark is null || (known.Mark.Reason == CandidateReason.Vulnerability
                    && (known.Mark.DueAt != instance.Value.DueAt || known.Mark.Detail != instance.Value.Detail)
                    && !revoked.Contains(instance.Key)))
            orderby instance.Key
            select new RotationEvent.Marked(
                instance.Key, CandidateReason.Vulnerability, instance.Value.Detail, instance.Value.DueAt),
        ];
        foreach (var said in news)
        {
            record = await AppendAsync(fleet, record, said, cancellationToken);
        }

        return news.Count;
    }

    /// <summary>
    /// Brings the journal up to what a look shows: instances that nobody here launched, and those that are gone.
    /// </summary>
    /// <param name="gone">Those that the journal has and the look has not.</param>
    public async Task SightAsync(
        FleetName fleet, IEnumerable<InstanceView> strangers, IEnumerable<InstanceId> gone,
        CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        foreach (var news in strangers.Select(RotationEvent (view) => new RotationEvent.Sighted(view.Id, view.Image))
            .Concat(gone.Select(id => new RotationEvent.InstanceLost(id, "not there any more")))
            .ToList())
        {
            record = await AppendAsync(fleet, record, news, cancellationToken);
        }
    }

    /// <summary>Leaves an instance alone until a time; saying it again moves the time.</summary>
    /// <exception cref="ForgeException">The time is not ahead, or more than a year (Usage).</exception>
    public async Task<DateTimeOffset> ProtectAsync(
        FleetName fleet, InstanceId instance, TimeSpan duration, string by, string reason,
        CancellationToken cancellationToken)
    {
        if (duration <= TimeSpan.Zero || duration > ProtectionMax)
        {
            throw new ForgeException(
                ForgeError.Usage, $"a protection lasts more than 0 s and at most {ProtectionMax.TotalDays:0} d",
                "a protection that never ends is an instance that nobody ever patches");
        }

        var until = time.GetUtcNow() + duration;
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        await AppendAsync(
            fleet, record, new RotationEvent.Protected(instance, until, by, reason), cancellationToken);
        return until;
    }

    /// <summary>Ends a protection. Does nothing if there is none.</summary>
    public async Task UnprotectAsync(
        FleetName fleet, InstanceId instance, string by, CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        if (record.History.Of(instance).Protection is not null)
        {
            await AppendAsync(fleet, record, new RotationEvent.Unprotected(instance, by), cancellationToken);
        }
    }

    /// <summary>
    /// Says that a quarantined instance need not be kept any more: the next pass of a rotation removes it.
    /// </summary>
    /// <param name="withoutCopy">True if that may cost the only evidence.</param>
    /// <exception cref="ForgeException">It is not quarantined, or no copy of its disk is kept (Usage).</exception>
    public async Task ReleaseAsync(
        FleetName fleet, InstanceId instance, bool withoutCopy, string by, string reason,
        CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        var known = record.History.Of(instance);
        if (known.ReleasedAt is not null)
        {
            return;
        }

        if (!known.IsQuarantined)
        {
            throw new ForgeException(
                ForgeError.Usage, $"{instance} is not quarantined",
                $"`imageforge rotate {fleet} --instance {instance}` replaces it");
        }

        if (known.EvidenceKeptAt is null && !withoutCopy)
        {
            throw new ForgeException(
                ForgeError.Usage, $"no copy of the disk of {instance} is kept yet",
                $"the next pass of a rotation makes one: `imageforge rotate {fleet}`; --without-copy gives it up");
        }

        await AppendAsync(fleet, record, new RotationEvent.Released(instance, by, reason), cancellationToken);
    }

    /// <summary>Records that a copy is removed. Said before it is, so that no copy vanishes unsaid.</summary>
    public async Task ReleaseEvidenceAsync(
        FleetName fleet, InstanceId instance, string copy, string by, string reason,
        CancellationToken cancellationToken) => await AppendAsync(
            fleet, await _journal.ReadAsync(fleet, cancellationToken),
            new RotationEvent.EvidenceReleased(instance, copy, by, reason), cancellationToken);

    /// <summary>Records that a copy of an instance's disk is kept, so that the instance may go.</summary>
    /// <param name="copy">Where the copy is.</param>
    public async Task KeepEvidenceAsync(
        FleetName fleet, InstanceId instance, string copy, CancellationToken cancellationToken) =>
        await AppendAsync(
            fleet, await _journal.ReadAsync(fleet, cancellationToken), new RotationEvent.EvidenceKept(instance, copy),
            cancellationToken);

    private async Task SayAsync(
        FleetName fleet, Func<RotationHistory, RotationEvent?> say, CancellationToken cancellationToken)
    {
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        if (Request is { } asked && record.History.Control.Requests.Contains(asked))
        {
            return;
        }

        if (record.History is not { IsUnderWay: true, Rotation: { } rotation })
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no rotation of fleet {fleet} is under way",
                $"start one with `imageforge rotate {fleet}`");
        }

        if (say(record.History) is { } word)
        {
            await _journal.AppendAsync(
                fleet, rotation.Value, record, word is RotationEvent.Said said ? said with { Request = Request } : word,
                cancellationToken);
        }
    }

    // What is said of an instance belongs to the rotation under way; between two of them, to the fleet.
    private Task<RotationRecord> AppendAsync(
        FleetName fleet, RotationRecord record, RotationEvent word, CancellationToken cancellationToken) =>
        _journal.AppendAsync(
            fleet, record.History is { IsUnderWay: true, Rotation: { } rotation } ? rotation.Value : fleet.Value,
            record, word, cancellationToken);
}
