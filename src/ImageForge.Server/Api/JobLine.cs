using ImageForge.Core.Jobs;

namespace ImageForge.Server.Api;

/// <summary>A job.</summary>
/// <param name="Kind">build, hotfix or removefleet.</param>
/// <param name="Subject">What it is about: an image, a package, a CVE.</param>
/// <param name="Result">The id of a version, or of a hotfix; null unless it is done.</param>
/// <param name="Message">How it ended, in one line; empty before.</param>
/// <param name="Error">The kind of failure, by its name; null unless it failed.</param>
public sealed record JobLine(
    string Job, string Kind, string Subject, string By, JobState State, DateTimeOffset SubmittedAt,
    DateTimeOffset? BeganAt, DateTimeOffset? EndedAt, string? Result, string Message, string? Error, string? WayOut)
{
    public static JobLine Of(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new(
            job.Id, job.Request.GetType().Name.ToLowerInvariant(), SubjectOf(job.Request), job.By, job.State,
            job.SubmittedAt, job.BeganAt, job.EndedAt, job.Result, job.Message, job.Error, job.WayOut);
    }

    private static string SubjectOf(JobRequest request) => request switch
    {
        JobRequest.Build build => build.Image,
        JobRequest.Hotfix { Cve: { } cve } => cve,
        JobRequest.Hotfix { Version: { } version } hotfix => $"{hotfix.Package}={version}",
        JobRequest.Hotfix hotfix => hotfix.Package ?? "",
        JobRequest.RemoveFleet removal => removal.Fleet,
        _ => throw new System.Diagnostics.UnreachableException($"no case for {request.GetType().Name}"),
    };
}
