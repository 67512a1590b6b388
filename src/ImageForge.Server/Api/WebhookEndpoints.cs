using System.Collections.Immutable;
using ImageForge.Server.Access;
using ImageForge.Targets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>Who is told of what happens. Changes nothing: webhooks are files.</summary>
public sealed class WebhookEndpoints(Rooms rooms)
{
    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/v1/webhooks", ListAsync).WithName("listWebhooks").AllowReaders()
            .WithSummary("Webhooks and what they were sent")
            .WithDescription("Every webhook in force with what its receiver has, what is being tried, and what was "
                + "given up.");
    }

    private async Task<Ok<WebhookListAnswer>> ListAsync(CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<WebhookLine>();
        foreach (var hook in rooms.WebhookBook.Refresh())
        {
            lines.Add(WebhookLine.Of(hook, await rooms.Webhooks.ReadAsync(hook.Id, cancellationToken)));
        }

        return TypedResults.Ok(new WebhookListAnswer(lines.ToImmutable(), rooms.WebhookBook.Fault));
    }
}
