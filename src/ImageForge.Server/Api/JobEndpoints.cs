using System.Collections.Immutable;
using ImageForge.Core.Jobs;
using ImageForge.Engine.Access;
using ImageForge.Engine.Jobs;
using ImageForge.Server.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>Builds and hotfixes: submitted here, done in the background, followed by their document.</summary>
public sealed class JobEndpoints(JobRunner jobs)
{
    private const int NamesMax = 100;

    // Enough of the request's digest to tell one of a thousand jobs from the others.
    private const int IdLength = 16;

    // Newest first: what was submitted later has a smaller key.
    private const long KeyTop = 999_999_999_999_999;

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost("/v1/builds", BuildAsync).WithName("submitBuild").WithTags("jobs").Once()
            .AllowRoles(Role.Operator).WithSummary("Submits a build: what `imageforge build` does")
            .WithDescription("Answers at once; the job's document says how far it is. One build runs at a time.");
        routes.MapPost("/v1/hotfixes", HotfixAsync).WithName("submitHotfix").WithTags("jobs").Once()
            .AllowRoles(Role.Operator).WithSummary("Submits a hotfix: what `imageforge hotfix` does")
            .WithDescription(
                "Every image built and gated, all released, the fleets rotated under their emergency policy. Released "
                    + "with the installation's key: an image whose policy names other keys refuses it.");
        routes.MapPost("/v1/fleets/{fleet}/remove", RemoveFleetAsync).WithName("submitFleetRemoval").WithTags("jobs")
            .Once().AllowRoles(Role.Approver)
            .WithSummary("Submits the end of a fleet: what `imageforge fleet destroy` does")
            .WithDescription(
                "Every instance is terminated, whatever the floor. Of a fleet that is gone nothing is done.");
        routes.MapGet("/v1/jobs", ListAsync).WithName("listJobs").WithTags("jobs").AllowReaders()
            .WithSummary("Jobs, the latest first");
        routes.MapGet("/v1/jobs/{job}", ShowAsync).WithName("showJob").WithTags("jobs").AllowReaders()
            .WithSummary("One job, and how far it is").ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/v1/jobs/{job}/cancel", CancelAsync).WithName("cancelJob").WithTags("jobs").Once()
            .AllowRoles(Role.Operator).WithSummary("Cuts a job off; what it has made whole is kept");
    }

    private Task<Accepted<JobLine>> BuildAsync(
        BuildRequest request, HttpContext context, CancellationToken cancellationToken) =>
        SubmitAsync(
            "build",
            new JobRequest.Build(
                Line.Name(request.Image, "image"), request.Offline, request.Pockets is { IsDefault: false } pockets
                    ? [.. pockets.Distinct().Order()]
                    : null),
            context, cancellationToken);

    private Task<Accepted<JobLine>> HotfixAsync(
        HotfixSubmission request, HttpContext context, CancellationToken cancellationToken) =>
        SubmitAsync(
            "hotfix",
            new JobRequest.Hotfix(
                Name(request.Package, "package"), Name(request.Version, "version"), Name(request.Cve, "cve"),
                Names(request.Images, "images"), Names(request.Fleets, "fleets"), request.Offline,
                Line.Reason(request.Reason)),
            context, cancellationToken);

    private async Task<Accepted<JobLine>> SubmitAsync(
        string kind, JobRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        // The same request is the same job, also where the answer to the first one was lost with its process.
        var id = $"{kind}-{IdempotentPosts.RequestOf(context)[..IdLength]}";
        var job = await jobs.SubmitAsync(id, request, Caller.NameOf(context), cancellationToken);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobLine.Of(job));
    }

    private async Task<Ok<JobListAnswer>> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, CancellationToken cancellationToken)
    {
        var (shown, next) = page.Cut(context, await jobs.ListAsync(cancellationToken), KeyOf);
        return TypedResults.Ok(new JobListAnswer([.. shown.Select(JobLine.Of)], next));
    }

    private async Task<Ok<JobAnswer>> ShowAsync(string job, CancellationToken cancellationToken)
    {
        var record = await jobs.FindAsync(job, cancellationToken);
        return TypedResults.Ok(new JobAnswer(
            JobLine.Of(record),
            [.. jobs.StepsOf(job).Select(step => new JobStepLine(step.Step, step.State, step.Detail, step.Seconds))]));
    }

    private async Task<Accepted<JobLine>> CancelAsync(string job, CancellationToken cancellationToken)
    {
        await jobs.CancelAsync(job, cancellationToken);
        return TypedResults.Accepted(
            $"/v1/jobs/{job}", JobLine.Of(await jobs.FindAsync(job, cancellationToken)));
    }

    private Task<Accepted<JobLine>> RemoveFleetAsync(
        string fleet, ReasonRequest request, HttpContext context, CancellationToken cancellationToken) =>
        SubmitAsync(
            "remove", new JobRequest.RemoveFleet(Line.Name(fleet, "fleet"), Line.Reason(request.Reason)), context,
            cancellationToken);

    private static string? Name(string? text, string field) => text is null ? null : Line.Name(text, field);

    private static ImmutableArray<string> Names(ImmutableArray<string>? names, string field) => names switch
    {
        null or { IsDefault: true } => [],
        { Length: > NamesMax } => throw new RequestException(
            StatusCodes.Status422UnprocessableEntity, "that cannot be done",
            $"{field} names more than {NamesMax}", "leave it out to mean all"),
        { } some => [.. some.Select(name => Line.Name(name, field)).Distinct()],
    };

    private static string KeyOf(JobRecord job) =>
        $"{KeyTop - job.SubmittedAt.ToUnixTimeMilliseconds():D15} {job.Id}";
}
