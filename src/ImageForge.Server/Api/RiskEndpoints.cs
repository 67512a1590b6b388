using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>What is known of risks. Changes nothing.</summary>
public sealed class RiskEndpoints(Rooms rooms)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/risks", ListAsync).WithName("listRisks").AllowReaders();
    }

    private async Task<Ok<RiskListAnswer>> ListAsync(CancellationToken cancellationToken) => TypedResults.Ok(
        new RiskListAnswer([.. (await rooms.Risks.ListAsync(cancellationToken)).Select(RiskLine.Of)]));
}
