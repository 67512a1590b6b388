using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Access;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>
/// What persons say of rotations. None of it waits for the end of anything: a rotation is begun or a word is written,
/// and passes go on from there.
/// </summary>
public sealed class RotationControlEndpoints(Rooms rooms, FleetReader fleets, ScheduleBook book)
{
    private const int InstancesMax = 100;

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var fleet = routes.MapGroup("/v1/fleets/{fleet}").WithTags("rotations");
        fleet.MapPost("/plan", PreviewAsync).WithName("previewRotation").Once().AllowReaders()
            .WithoutAudit("nothing is changed")
            .WithSummary("What a rotation to an image would do first, in integers")
            .WithDescription("A dry run: nothing is done, and nothing is written.");
        fleet.MapPost("/rotations", StartAsync).WithName("startRotation").Once().Versioned()
            .AllowRoles(Role.Operator)
            .WithSummary("Begins a rotation, or takes up the unfinished one to the same image")
            .WithDescription(
                "Does not wait for its end: the service's ticks drive it. Who began it cannot approve it.");
        fleet.MapPost("/rotation/pause", PauseAsync).WithName("pauseRotation").Once().Versioned()
            .AllowRoles(Role.Operator)
            .WithSummary("Lets no new slot begin; what was begun is finished");
        fleet.MapPost("/rotation/resume", ResumeAsync).WithName("resumeRotation").Once().Versioned()
            .AllowRoles(Role.Operator)
            .WithSummary("Goes on after a pause");
        fleet.MapPost("/rotation/approve", ApproveAsync).WithName("approveRotation").Once().Versioned()
            .AllowRoles(Role.Approver).WithSummary("Lets the rotation pass its next approval point")
            .WithDescription("Refused to whoever began it.");
        fleet.MapPost("/rotation/cancel", CancelAsync).WithName("cancelRotation").Once().Versioned()
            .AllowRoles(Role.Operator, Role.Approver)
            .WithSummary("Ends the rotation: no new slot begins, what was begun is finished or undone");
        fleet.MapPost("/rotation/rollback", RollBackAsync).WithName("rollBackRotation").Once().Versioned()
            .AllowRoles(Role.Operator)
            .WithSummary("Begins the way back to the last image that was healthy in this fleet");
    }

    private async Task<Ok<PlanAnswer>> PreviewAsync(
        string fleet, PlanRequest request, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(fleet);
        var artifact = await ArtifactOfAsync(policy, request.To, cancellationToken);
        var pass = await rooms.Rotations.PreviewAsync(policy, artifact, cancellationToken);
        return TypedResults.Ok(PlanAnswer.Of(pass.Snapshot, artifact.Id, pass.Plan, policy, pass.History));
    }

    private async Task<Accepted<RotationAnswer>> StartAsync(
        string fleet, StartRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(fleet);
        await RequireAsync(policy.Fleet, context, cancellationToken);
        var artifact = await ArtifactOfAsync(policy, request.To, cancellationToken);
        var ask = AskOf(context, request.Reason);
        if (request.Instances is { IsDefaultOrEmpty: false } named)
        {
            await rooms.RotationControls.MarkAsync(
                policy.Fleet, await InstancesAsync(policy, named, cancellationToken), CandidateReason.Manual,
                $"{Caller.NameOf(context)}: {ask.Reason}", cancellationToken);
        }

        var passing = request.PassWindows is { } words ? Line.Reason(words) : null;
        await rooms.Rotations.StartAsync(policy, artifact, ask, cancellationToken);
        if (passing is not null)
        {
            await rooms.RotationControls.PassWindowsAsync(
                policy.Fleet, Caller.NameOf(context), passing, cancellationToken);
        }

        return await BegunAsync(policy.Fleet, cancellationToken);
    }

    private async Task<Accepted<RotationAnswer>> RollBackAsync(
        string fleet, ReasonRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(fleet);
        await RequireAsync(policy.Fleet, context, cancellationToken);
        await rooms.Rotations.StartRollBackAsync(policy, AskOf(context, request.Reason), cancellationToken);
        return await BegunAsync(policy.Fleet, cancellationToken);
    }

    private Task<Ok<RotationAnswer>> PauseAsync(
        string fleet, ReasonRequest request, HttpContext context, CancellationToken cancellationToken) =>
        SayAsync(fleet, context, (controls, policy, by) => controls.PauseAsync(
            policy.Fleet, by, Line.Reason(request.Reason), cancellationToken), cancellationToken);

    private Task<Ok<RotationAnswer>> ResumeAsync(
        string fleet, HttpContext context, CancellationToken cancellationToken) =>
        SayAsync(fleet, context, (controls, policy, by) => controls.ResumeAsync(
            policy.Fleet, by, cancellationToken), cancellationToken);

    private Task<Ok<RotationAnswer>> ApproveAsync(
        string fleet, HttpContext context, CancellationToken cancellationToken) =>
        SayAsync(fleet, context, (controls, policy, by) => controls.ApproveAsync(
            policy, by, cancellationToken), cancellationToken);

    private Task<Ok<RotationAnswer>> CancelAsync(
        string fleet, ReasonRequest request, HttpContext context, CancellationToken cancellationToken) =>
        SayAsync(fleet, context, (controls, policy, by) => controls.CancelAsync(
            policy.Fleet, by, Line.Reason(request.Reason), cancellationToken), cancellationToken);

    private async Task<Ok<RotationAnswer>> SayAsync(
        string fleet, HttpContext context, Func<RotationControls, RotationPolicy, string, Task> say,
        CancellationToken cancellationToken)
    {
        var policy = PolicyOf(fleet);
        await RequireAsync(policy.Fleet, context, cancellationToken);
        await say(
            rooms.RotationControls.Once(IdempotentPosts.RequestOf(context)), policy, Caller.NameOf(context));
        var record = await rooms.RotationControls.RecordAsync(policy.Fleet, cancellationToken);
        context.Response.GetTypedHeaders().ETag = FleetVersion.TagOf(record);
        return TypedResults.Ok(RotationAnswer.Of(policy.Fleet, record));
    }

    private async Task<Accepted<RotationAnswer>> BegunAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var record = await rooms.RotationControls.RecordAsync(fleet, cancellationToken);
        return TypedResults.Accepted(
            $"/v1/rotations/{record.History.Rotation}", RotationAnswer.Of(fleet, record));
    }

    private static RotationAsk AskOf(HttpContext context, string reason) =>
        new(Line.Reason(reason), By: Caller.NameOf(context), Request: IdempotentPosts.RequestOf(context));

    // What this very request has done already, before its answer was lost, is no change that it has not heard of.
    private async Task RequireAsync(FleetName fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var record = await rooms.RotationControls.RecordAsync(fleet, cancellationToken);
        var request = IdempotentPosts.RequestOf(context);
        if (record.History.StartRequest != request && !record.History.Control.Requests.Contains(request))
        {
            FleetVersion.Require(context, fleet, record);
        }
    }

    // Also of a fleet that nobody has launched yet: the first rotation is its launch.
    private RotationPolicy PolicyOf(string fleet) => book.Of(new FleetName(fleet)) ?? throw new ForgeException(
        ForgeError.NotFound, $"there is no fleet {fleet} with a schedule that is right",
        "/v1/schedules says which there are, and what is wrong; nothing is done with a fleet without a policy");

    private Task<ImageArtifact> ArtifactOfAsync(
        RotationPolicy policy, string? to, CancellationToken cancellationToken) =>
        rooms.Images.FindAsync(
            to is null ? ImageCatalog.ReferenceOf(policy.Image, policy.Channel) : Line.Name(to, "to"),
            cancellationToken);

    private async Task<IReadOnlyList<InstanceId>> InstancesAsync(
        RotationPolicy policy, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var known = (await fleets.ReadAsync(policy.Fleet, cancellationToken)).Snapshot!.Instances
            .Select(view => view.Id).ToHashSet();
        var missing = names.Select(name => new InstanceId(Line.Name(name, "instances"))).Except(known).ToList();
        return names.Count > InstancesMax || missing.Count > 0
            ? throw new ForgeException(
                missing.Count > 0 ? ForgeError.NotFound : ForgeError.Usage,
                missing.Count > 0
                    ? $"fleet {policy.Fleet} has no instance {missing[0]}"
                    : $"{names.Count} instances are named, {InstancesMax} at most",
                $"/v1/fleets/{policy.Fleet}/instances lists them")
            : [.. names.Select(name => new InstanceId(name)).Distinct()];
    }
}
