using ImageForge.Core.Images;

namespace ImageForge.Core.Rotations;

/// <summary>What the journal says of one instance, whichever rotation launched it.</summary>
public sealed record InstanceRecord
{
    public static readonly InstanceRecord Empty = new();

    /// <summary>The last health that was recorded; null before the first.</summary>
    public bool? Healthy { get; init; }

    public DateTimeOffset? HealthChangedAt { get; init; }
    public string HealthDetail { get; init; } = "";

    /// <summary>When traffic was last sent to it; null if never, or if it has been drained since.</summary>
    public DateTimeOffset? AdmittedAt { get; init; }

    /// <summary>
    /// True while traffic was asked for and neither an answer nor a look has confirmed it: warm-up has not begun.
    /// </summary>
    public bool IsAdmitPending { get; init; }

    /// <summary>The longest time it was in service and healthy without a break, of those that are over.</summary>
    public TimeSpan LongestInService { get; init; }

    /// <summary>When its drain was last intended: a look from before it shows what is not so any more.</summary>
    public DateTimeOffset? DrainBeganAt { get; init; }

    /// <summary>When the target confirmed that drain; null if it did not.</summary>
    public DateTimeOffset? DrainDoneAt { get; init; }

    /// <summary>When it may be terminated although requests are still running.</summary>
    public DateTimeOffset? DrainDeadline { get; init; }

    /// <summary>When its removal was first intended: from then on it is never wanted back.</summary>
    public DateTimeOffset? TerminateBeganAt { get; init; }

    /// <summary>When its isolation was first intended: from then on it is kept, and never wanted back.</summary>
    public DateTimeOffset? IsolateBeganAt { get; init; }

    /// <summary>When a copy of its disk was kept; null if none was.</summary>
    public DateTimeOffset? EvidenceKeptAt { get; init; }

    /// <summary>When a person said that it need not be kept any more; null if nobody did.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Why it should go although no snapshot shows it; null if nobody said so.</summary>
    public InstanceMark? Mark { get; init; }

    /// <summary>
    /// What speaks against it while a fleet goes to an image: not a vulnerability, if it runs that image already, since
    /// whatever took its place would have it too.
    /// </summary>
    public InstanceMark? MarkAgainst(ArtifactId runs, ArtifactId? target) =>
        Mark is { Reason: CandidateReason.Vulnerability } && runs == target ? null : Mark;

    /// <summary>Until when, and why, it is left alone; null if it is not protected.</summary>
    public InstanceProtection? Protection { get; init; }

    /// <summary>When it was found dead or missing without our doing; null if it was not.</summary>
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>True once its removal was confirmed.</summary>
    public bool Terminated { get; init; }

    /// <summary>Since when its application or sensor does not work; null if both do or nothing is recorded.</summary>
    public DateTimeOffset? SickSince => Healthy == false ? HealthChangedAt : null;

    /// <summary>
    /// Since when it is healthy under traffic: the later of both beginnings, because health without traffic proves
    /// less. An instance that this journal never admitted is judged by its health alone; one whose drain was intended
    /// but never carried out, from then on.
    /// </summary>
    public DateTimeOffset? InServiceSince => Healthy != true || IsAdmitPending ? null
        : (AdmittedAt ?? DrainBeganAt) is { } began && began > HealthChangedAt ? began : HealthChangedAt;

    /// <summary>True if it has been available at some time before <paramref name="now"/>.</summary>
    public bool WasAvailable(TimeSpan warmup, DateTimeOffset now) =>
        LongestInService >= warmup || (AdmittedAt is not null && InServiceSince is { } since && now - since >= warmup);

    /// <summary>True if it is to be kept, isolated, for whoever looks into an attack.</summary>
    public bool IsQuarantined => ReleasedAt is null
        && (Mark is { Reason: CandidateReason.Compromised } || IsolateBeganAt is not null);

    /// <summary>True if it is protected at that moment.</summary>
    public bool IsProtected(DateTimeOffset at) => Protection is { } protection && protection.Until > at;

    /// <summary>What is left once its root disk is another one: nothing was proven of the new one yet.</summary>
    internal InstanceRecord Reimaged(DateTimeOffset at) =>
        new() { Healthy = false, HealthChangedAt = at, HealthDetail = "reimaged", Protection = Protection };

    // Whatever else is said of it later, a compromised one stays so: its evidence must not be lost to a lesser reason.
    internal InstanceRecord WithMark(RotationEvent.Marked marked, DateTimeOffset at) =>
        Mark is { Reason: CandidateReason.Compromised } && marked.Reason != CandidateReason.Compromised
            ? this
            : this with { Mark = new InstanceMark(marked.Reason, marked.Detail, Mark?.At ?? at, marked.DueAt) };

    internal InstanceRecord WithoutMark(CandidateReason reason) =>
        Mark?.Reason == reason && reason != CandidateReason.Compromised ? this with { Mark = null } : this;

    // From here on it is like one whose removal was begun: it never comes back into service.
    internal InstanceRecord WithRelease(DateTimeOffset at) => IsQuarantined
        ? this with { ReleasedAt = at, TerminateBeganAt = TerminateBeganAt ?? at }
        : this;

    internal InstanceRecord WithHealth(bool healthy, string detail, DateTimeOffset at) => Healthy == healthy
        ? this with { HealthDetail = detail, LostAt = null }
        : EndStretch(at) with { Healthy = healthy, HealthChangedAt = at, HealthDetail = detail, LostAt = null };

    internal InstanceRecord WithDrain(DateTimeOffset? deadline, DateTimeOffset at) =>
        EndStretch(at) with
        {
            AdmittedAt = null, IsAdmitPending = false, DrainBeganAt = at, DrainDoneAt = null, DrainDeadline = deadline,
        };

    // The answer may be late or lost: traffic begins, at the earliest, when the target or a look says so.
    internal InstanceRecord WithAdmissionBegun(DateTimeOffset at) =>
        this with
        {
            AdmittedAt = at, IsAdmitPending = true, DrainBeganAt = null, DrainDoneAt = null, DrainDeadline = null,
        };

    // The deadline of a drain before it stays, if nobody here ended that drain: it may be going on all the same.
    internal InstanceRecord WithAdmission(DateTimeOffset at) =>
        this with { AdmittedAt = at, IsAdmitPending = false, DrainBeganAt = null, DrainDoneAt = null };

    private InstanceRecord EndStretch(DateTimeOffset at)
    {
        if (AdmittedAt is null || InServiceSince is not { } since || at - since <= LongestInService)
        {
            return this;
        }

        return this with { LongestInService = at - since };
    }
}
