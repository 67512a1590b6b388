using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Server.Access;
using ImageForge.Server.Bells;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>What schedules say, and which are wrong. Changes nothing: they are files.</summary>
public sealed class ScheduleEndpoints(ScheduleBook book, BellBoard bells, Rooms rooms)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/schedules", ListAsync).WithName("listSchedules").WithTags("fleets").AllowReaders()
            .WithSummary("Every fleet's schedule, and what is wrong with its file")
            .WithDescription("A file that was changed for the worse leaves what it said before in force.");
    }

    private async Task<Ok<ScheduleListAnswer>> ListAsync(
        [AsParameters] PageQuery page, HttpContext context, CancellationToken cancellationToken)
    {
        var faults = book.Faults;
        var names = book.Policies.Keys.Union(faults.Keys, StringComparer.Ordinal);
        var (shown, next) = page.Cut(context, names, name => name);
        var lines = ImmutableArray.CreateBuilder<ScheduleLine>();
        foreach (var name in shown)
        {
            var fleet = new FleetName(name);
            lines.Add(new ScheduleLine(
                name, await ScheduleAnswer.OfAsync(book, bells, fleet, cancellationToken),
                book.Of(fleet)?.Windows.Describe(), faults.GetValueOrDefault(name),
                DigestOf(name)));
        }

        return TypedResults.Ok(new ScheduleListAnswer(lines.ToImmutable(), next));
    }

    private string? DigestOf(string fleet)
    {
        try
        {
            return rooms.Definitions.DigestOfSchedule(fleet).Hex;
        }
        catch (Exception exception) when (exception is ForgeException or DefinitionException)
        {
            // Its fault is told beside.
            return null;
        }
    }
}
