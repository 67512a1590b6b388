using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine;
using ImageForge.Server.Access;
using ImageForge.Server.Bells;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>How fleets are. Changes nothing.</summary>
public sealed class FleetEndpoints(Rooms rooms, ScheduleBook book, BellBoard bells)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/fleets", ListAsync).WithName("listFleets").AllowReaders();
        routes.MapGet("/v1/fleets/{fleet}", ShowAsync).WithName("showFleet").AllowReaders()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<Ok<FleetListAnswer>> ListAsync(CancellationToken cancellationToken)
    {
        var running = await rooms.Fleets.ListFleetsAsync(cancellationToken);
        var lines = ImmutableArray.CreateBuilder<FleetLine>();
        foreach (var name in running.Select(fleet => fleet.Value).Union(book.Policies.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
        {
            var fleet = new FleetName(name);
            lines.Add(new FleetLine(
                name, running.Contains(fleet), await ScheduleOfAsync(fleet, cancellationToken),
                RotationLine.Of(await rooms.RotationControls.HistoryAsync(fleet, cancellationToken))));
        }

        return TypedResults.Ok(new FleetListAnswer(lines.ToImmutable()));
    }

    private async Task<Ok<FleetAnswer>> ShowAsync(string fleet, CancellationToken cancellationToken)
    {
        var running = await rooms.Fleets.ListFleetsAsync(cancellationToken);
        var name = running.FirstOrDefault(known => known.Value == fleet);
        if (name.Value is null)
        {
            throw new ForgeException(
                ForgeError.NotFound, $"no such fleet runs {rooms.Place}",
                running.Count > 0 ? $"there is {string.Join(", ", running)}" : "none does");
        }

        var (target, need, snapshot) = await LookAsync(name, cancellationToken);
        var candidates = need?.Candidates.ToDictionary(candidate => candidate.Instance) ?? [];
        return TypedResults.Ok(new FleetAnswer(
            name.Value, snapshot.ObservedAt, target?.ToString(), need?.Reason,
            await ScheduleOfAsync(name, cancellationToken),
            RotationLine.Of(await rooms.RotationControls.HistoryAsync(name, cancellationToken)),
            [.. snapshot.Instances.Select(view => InstanceAnswer.Of(
                view, snapshot.ObservedAt, candidates.GetValueOrDefault(view.Id)))]));
    }

    // Who should go can be told only where it is known what the fleet should run.
    private async Task<(ArtifactId? Target, RotationNeed? Need, FleetSnapshot Snapshot)> LookAsync(
        FleetName fleet, CancellationToken cancellationToken)
    {
        if (book.Of(fleet) is { } policy && await TargetOfAsync(policy, cancellationToken) is { } artifact)
        {
            var assessment = await rooms.Rotations.AssessAsync(policy, artifact, cancellationToken);
            return (artifact.Id, assessment.Need, assessment.Snapshot);
        }

        return (null, null, await rooms.LookAsync(fleet, cancellationToken));
    }

    private async Task<ImageArtifact?> TargetOfAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            return await rooms.Images.FindAsync(
                ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Integrity)
        {
            return null;
        }
    }

    private async Task<ScheduleAnswer?> ScheduleOfAsync(FleetName fleet, CancellationToken cancellationToken) =>
        book.Of(fleet) is { } policy
            ? new ScheduleAnswer(
                policy.Image.Value, policy.Channel.ToString().ToLowerInvariant(), policy.Desired,
                policy.Rotate?.ToString(), await bells.NextRingAsync(fleet, cancellationToken))
            : null;
}
