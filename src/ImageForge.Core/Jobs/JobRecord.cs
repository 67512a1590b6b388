namespace ImageForge.Core.Jobs;

/// <summary>What the journal says of one job.</summary>
public sealed record JobRecord
{
    public required string Id { get; init; }
    public required JobRequest Request { get; init; }
    public required string By { get; init; }

    /// <summary>The process that keeps it.</summary>
    public required string Process { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }
    public JobState State { get; init; } = JobState.Queued;
    public DateTimeOffset? BeganAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The id of a version, or of a hotfix; null unless it is done.</summary>
    public string? Result { get; init; }

    /// <summary>How it ended, in one line; empty before.</summary>
    public string Message { get; init; } = "";

    /// <summary>The kind of failure, by its name; null unless it failed.</summary>
    public string? Error { get; init; }

    public string? WayOut { get; init; }

    internal JobRecord Apply(JobEvent news, DateTimeOffset at) => news switch
    {
        _ when EndedAt is not null => this,
        JobEvent.Began => this with { State = JobState.Running, BeganAt = at },
        JobEvent.Done done => this with
        {
            State = JobState.Done, EndedAt = at, Result = done.Result, Message = done.Summary,
        },
        JobEvent.Failed failed => this with
        {
            State = JobState.Failed, EndedAt = at, Message = failed.Message, Error = failed.Error,
            WayOut = failed.WayOut,
        },
        JobEvent.Interrupted interrupted => this with
        {
            State = JobState.Interrupted, EndedAt = at, Message = interrupted.Reason,
            WayOut = "submit it again: it goes on from what is whole",
        },
        _ => this,
    };
}
