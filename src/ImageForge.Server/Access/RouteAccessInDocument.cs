using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ImageForge.Server.Access;

/// <summary>Tells readers of the published description which roles an operation answers, and how it refuses.</summary>
internal sealed class RouteAccessInDocument : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private const string Scheme = "token";

    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token of `imageforge token create`, or the secret that an instance enrolled with.",
        };
        return Task.CompletedTask;
    }

    public Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(context);
        var access = context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteAccess>().LastOrDefault();
        if (access is not { Roles.IsEmpty: false })
        {
            return Task.CompletedTask;
        }

        operation.Security =
            [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal);
        operation.Extensions["x-roles"] = new JsonNodeExtension(
            new JsonArray([.. access.Roles.Select(role => (JsonNode)$"{role}".ToLowerInvariant())]));
        operation.Responses ??= [];
        operation.Responses.TryAdd("401", new OpenApiResponse { Description = "No valid token." });
        operation.Responses.TryAdd("403", new OpenApiResponse { Description = "The token's role may not do this." });
        operation.Responses.TryAdd("429", new OpenApiResponse { Description = "Too many tokens were no good." });
        return Task.CompletedTask;
    }
}
