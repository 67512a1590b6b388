using System.Collections.Immutable;

namespace ImageForge.Core.Jobs;

/// <summary>Jobs by the order in which they were submitted: a fold over their events.</summary>
public sealed record JobBook
{
    // What is older is in the journal.
    private const int KeptMax = 1000;

    public static readonly JobBook Empty = new();

    private JobBook() { }

    /// <summary>The latest last; of more than 1,000 the latest.</summary>
    public ImmutableList<JobRecord> Jobs { get; private init; } = [];

    /// <summary>Null: there is none of that id, or it is too old.</summary>
    public JobRecord? Of(string id) => Jobs.FindLast(job => job.Id == id);

    /// <param name="id">The job that it is about.</param>
    public JobBook Apply(string id, JobEvent news, DateTimeOffset at)
    {
        if (news is JobEvent.Submitted submitted)
        {
            var job = new JobRecord
            {
                Id = id, Request = submitted.Request, By = submitted.By, Process = submitted.Process, SubmittedAt = at,
            };
            return this with { Jobs = (Jobs.Count < KeptMax ? Jobs : Jobs.RemoveAt(0)).Add(job) };
        }

        return Of(id) is { } known ? this with { Jobs = Jobs.Replace(known, known.Apply(news, at)) } : this;
    }
}
