using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Rotations;
using ImageForge.Server.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>Rotations under way and past. Changes nothing.</summary>
public sealed class RotationEndpoints(FleetReader fleets)
{
    // Newest first: a later start has a smaller key.
    private const long KeyTop = 999_999_999_999_999;

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/rotations", ListAsync).WithName("listRotations").WithTags("rotations").AllowReaders()
            .WithSummary("Rotations of all fleets, the latest first");
        routes.MapGet("/v1/rotations/{rotation}", ShowAsync).WithName("showRotation").WithTags("rotations")
            .AllowReaders().WithSummary("One rotation of any time")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/fleets/{fleet}/rotation", CurrentAsync).WithName("showFleetRotation").WithTags("rotations")
            .AllowReaders().WithSummary("Where the last rotation of a fleet stands")
            .WithDescription("By the journal alone. Its ETag is what a word on the rotation takes as If-Match.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/v1/fleets/{fleet}/plan", PlanAsync).WithName("showPlan").WithTags("rotations").AllowReaders()
            .WithSummary("What the next pass would do, in integers")
            .WithDescription("Of the rotation under way, else of one to what the channel names. Nothing is done.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<Ok<RotationListAnswer>> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, string? fleet, CancellationToken cancellationToken)
    {
        var all = new List<(FleetName Fleet, RotationSummary Rotation)>();
        foreach (var known in await fleets.JournaledAsync(cancellationToken))
        {
            if (fleet is null || known.Value == fleet)
            {
                all.AddRange((await fleets.LedgerAsync(known, cancellationToken)).Rotations
                    .Select(rotation => (known, rotation)));
            }
        }

        var (shown, next) = page.Cut(context, all, KeyOf);
        return TypedResults.Ok(new RotationListAnswer(
            [.. shown.Select(line => RotationSummaryLine.Of(line.Fleet, line.Rotation))], next));
    }

    private async Task<Ok<RotationSummaryLine>> ShowAsync(string rotation, CancellationToken cancellationToken)
    {
        foreach (var fleet in await fleets.JournaledAsync(cancellationToken))
        {
            if ((await fleets.LedgerAsync(fleet, cancellationToken)).Rotations
                .FindLast(summary => summary.Rotation.Value == rotation) is { } found)
            {
                return TypedResults.Ok(RotationSummaryLine.Of(fleet, found));
            }
        }

        throw new ForgeException(
            ForgeError.NotFound, $"no fleet had a rotation {rotation}", "/v1/rotations lists those there were");
    }

    private async Task<Ok<RotationAnswer>> CurrentAsync(
        string fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var known = await fleets.JournaledAsync(cancellationToken);
        if (known.FirstOrDefault(name => name.Value == fleet) is not { Value: not null } name)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"there is and was no fleet {fleet}", "/v1/fleets lists those there are");
        }

        var record = await fleets.RecordAsync(name, cancellationToken);
        context.Response.GetTypedHeaders().ETag = FleetVersion.TagOf(record);
        return TypedResults.Ok(RotationAnswer.Of(name, record));
    }

    private async Task<Ok<PlanAnswer>> PlanAsync(string fleet, CancellationToken cancellationToken)
    {
        var sight = await fleets.ReadAsync(new FleetName(fleet), cancellationToken);
        return sight is { Plan: { } plan, Policy: { } policy, Snapshot: { } snapshot, Goal: { } target }
            ? TypedResults.Ok(PlanAnswer.Of(snapshot, target, plan, policy, sight.History))
            : throw new ForgeException(
                ForgeError.NotFound, $"fleet {fleet} has no schedule that is right, or its channel names no image",
                "/v1/schedules says what is wrong; /v1/channels says what is released");
    }

    private static string KeyOf((FleetName Fleet, RotationSummary Rotation) line) =>
        $"{KeyTop - line.Rotation.StartedAt.ToUnixTimeMilliseconds():D15} {line.Fleet} {line.Rotation.Rotation}";
}
