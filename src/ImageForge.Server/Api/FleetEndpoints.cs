using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Overview;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Rotations;
using ImageForge.Server.Access;
using ImageForge.Server.Bells;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>How fleets and their instances are. Changes nothing.</summary>
public sealed class FleetEndpoints(FleetReader fleets, ScheduleBook book, BellBoard bells)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/fleets", ListAsync).WithName("listFleets").WithTags("fleets").AllowReaders()
            .WithSummary("Every fleet that runs or has a schedule")
            .WithDescription("By schedule and journal; the target is asked only which fleets there are.");
        routes.MapGet("/v1/fleets/{fleet}", ShowAsync).WithName("showFleet").WithTags("fleets").AllowReaders()
            .WithSummary("One fleet: numbers, what it needs, and the first of its instances")
            .WithDescription(
                "Rests on one look that all readers share; observedAt says when it was taken, 15 s ago at most.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/v1/fleets/{fleet}/instances", InstancesAsync).WithName("listInstances").WithTags("fleets")
            .AllowReaders().WithSummary("A fleet's instances, by id")
            .WithDescription("Image, age, health, sensor, why each should go, and when it may.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/v1/fleets/{fleet}/instances/{instance}", WhyAsync).WithName("showInstance").WithTags("fleets")
            .AllowReaders().WithSummary("One instance: what it waits for, and until when")
            .WithDescription("What `imageforge why` says: the production planner's holds, in sentences too.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<Ok<FleetListAnswer>> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, CancellationToken cancellationToken)
    {
        var running = await fleets.ListAsync(cancellationToken);
        var names = running.Select(fleet => fleet.Value).Union(book.Policies.Keys, StringComparer.Ordinal);
        var (shown, next) = page.Cut(context, names, name => name);
        var lines = ImmutableArray.CreateBuilder<FleetLine>();
        foreach (var name in shown)
        {
            var fleet = new FleetName(name);
            lines.Add(new FleetLine(
                name, running.Contains(fleet), await ScheduleOfAsync(fleet, cancellationToken),
                RotationLine.Of((await fleets.RecordAsync(fleet, cancellationToken)).History)));
        }

        return TypedResults.Ok(new FleetListAnswer(lines.ToImmutable(), next));
    }

    private async Task<Ok<FleetAnswer>> ShowAsync(
        string fleet, HttpContext context, CancellationToken cancellationToken)
    {
        var sight = await fleets.ReadAsync(new FleetName(fleet), cancellationToken);
        var (instances, next) = Page(new PageQuery(), context, sight);
        return TypedResults.Ok(new FleetAnswer(
            fleet, sight.Snapshot!.ObservedAt, sight.Current?.ToString(), sight.Need?.Reason,
            await ScheduleOfAsync(sight.Fleet, cancellationToken), RotationLine.Of(sight.History),
            sight.Entries, FleetNumbers.Of(sight), instances,
            next is null ? null : $"/v1/fleets/{fleet}/instances{next[next.IndexOf('?')..]}"));
    }

    private async Task<Ok<InstanceListAnswer>> InstancesAsync(
        string fleet, [AsParameters] PageQuery page, HttpContext context, CancellationToken cancellationToken)
    {
        var sight = await fleets.ReadAsync(new FleetName(fleet), cancellationToken);
        var (instances, next) = Page(page, context, sight);
        return TypedResults.Ok(new InstanceListAnswer(fleet, sight.Snapshot!.ObservedAt, instances, next));
    }

    private async Task<Ok<InstanceStoryAnswer>> WhyAsync(
        string fleet, string instance, CancellationToken cancellationToken)
    {
        var sight = await fleets.ReadAsync(new FleetName(fleet), cancellationToken);
        var story = fleets.Explain(sight, new InstanceId(instance));
        return TypedResults.Ok(new InstanceStoryAnswer(
            InstanceAnswer.Of(story.View, sight), $"{story.Target}", story.Availability.State, story.Since,
            story.Next?.Kind, [.. story.Holds.Select(HoldAnswer.Of)], story.NextEligibleAt, story.Sentences));
    }

    private static (ImmutableArray<InstanceAnswer> Instances, string? Next) Page(
        PageQuery page, HttpContext context, FleetSight sight)
    {
        var (shown, next) = page.CutOrdered(context, sight.Steps.ById, view => view.Id.Value);
        return ([.. shown.Select(view => InstanceAnswer.Of(view, sight))], next);
    }

    private Task<ScheduleAnswer?> ScheduleOfAsync(FleetName fleet, CancellationToken cancellationToken) =>
        ScheduleAnswer.OfAsync(book, bells, fleet, cancellationToken);
}
