using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace ImageForge.Server.Api;

/// <summary>What the published description says beyond what routes and types say by themselves.</summary>
internal static class ApiDescription
{
    private const string Words = """
        Images, fleets, rotations and risks of one ImageForge installation.

        **Errors** are problem details (RFC 9457) with a `wayOut`. **Lists** have `limit` and an opaque `cursor`; `next`
        links to the following page. Every document has an **ETag**; that of a fleet's rotation is taken as `If-Match`
        by every word on it, and 412 means that somebody said something since. Every **POST** is done once however often
        it is sent under one `Idempotency-Key`: for 24 hours the same request is answered again as before, another one
        under the same key is refused with 422, and one that is still being done with 409. A refusal frees its key.
        """;

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(DescribeOperationAsync);
    }

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "ImageForge", Version = "1", Description = Words };

        // Wherever it is reached from is where it is asked: an address of one machine says nothing to others.
        document.Servers = [new OpenApiServer { Url = "/" }];
        return Task.CompletedTask;
    }

    private static Task DescribeOperationAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IdempotentPosts.Once>().Any())
        {
            Add(
                operation, IdempotentPosts.Header,
                "Chosen by the caller, new for each request that is meant; a random UUID in quotes.",
                "\"8f14e45f-ceea-467f-9f0b-1f0e6f0d9b5a\"");
        }

        if (metadata.OfType<FleetVersion.Honoured>().Any())
        {
            Add(
                operation, "If-Match", "The ETag of the fleet's rotation; refused with 412 if it is another one.",
                "\"17\"");
        }

        if (operation.OperationId is { } id && ApiExamples.All.TryGetValue(id, out var example)
            && operation.RequestBody?.Content is { } content
            && content.TryGetValue("application/json", out var body))
        {
            body.Example = JsonNode.Parse(example);
        }

        return Task.CompletedTask;
    }

    private static void Add(OpenApiOperation operation, string header, string description, string example)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = header, In = ParameterLocation.Header, Description = description,
            Example = JsonValue.Create(example),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 257 },
        });
    }
}
