using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Server.Access;
using ImageForge.Server.Bells;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>Whether the process runs, and whether it can do its work.</summary>
public sealed class HealthEndpoints(Rooms rooms, ScheduleBook book, BellBoard bells)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/health/live", () => TypedResults.Ok()).WithName("live").AllowEverybody();
        routes.MapGet("/health/ready", ReadyAsync).WithName("ready").AllowEverybody();
    }

    private async Task<Results<Ok<ReadyAnswer>, JsonHttpResult<ReadyAnswer>>> ReadyAsync(
        CancellationToken cancellationToken)
    {
        var answer = new ReadyAnswer(
            await DatabaseAnswersAsync(cancellationToken), await bells.IsRingingAsync(cancellationToken), book.IsRead);
        return answer.IsReady
            ? TypedResults.Ok(answer)
            : TypedResults.Json(answer, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<bool> DatabaseAnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await rooms.Database.OpenAsync(cancellationToken);
            return true;
        }
        catch (ForgeException)
        {
            return false;
        }
    }
}
