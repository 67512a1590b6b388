using System.Collections.Immutable;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>What was built. Changes nothing.</summary>
public sealed class ImageEndpoints(Rooms rooms)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/images", ListAsync).WithName("listImages").AllowReaders();
    }

    private async Task<Ok<ImageListAnswer>> ListAsync(CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<ImageLine>();
        foreach (var artifact in await rooms.Images.ListAsync(cancellationToken))
        {
            var channels = (await rooms.Images.HistoryAsync(artifact.Id.Image, cancellationToken))
                .ChannelsOf(artifact.Id).Select(channel => channel.ToString().ToLowerInvariant());
            lines.Add(new ImageLine(
                $"{artifact.Id}", artifact.Id.Image.Value, artifact.State, [.. channels], artifact.BuiltAt,
                artifact.Id.PlanDigest.Hex));
        }

        return TypedResults.Ok(new ImageListAnswer(lines.ToImmutable()));
    }
}
