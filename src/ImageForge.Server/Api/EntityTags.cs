using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ImageForge.Server.Api;

/// <summary>
/// Gives every document a strong tag, the digest of its bytes or what its route says, and answers 304 to whoever has it
/// already. What is not a document, such as a stream or a file that knows its own tag, says so by
/// <see cref="Streamed"/>.
/// </summary>
internal sealed class EntityTags(RequestDelegate next)
{
    private const int TagBytes = 16;

    /// <summary>Metadata of a route whose answer is not held back until it is whole.</summary>
    public sealed record Streamed;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<Streamed>() is not null
            || !(context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
                || context.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal)))
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        if (context.Response.StatusCode == StatusCodes.Status200OK && IsKnown(context, held))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            context.Response.ContentLength = null;
            context.Response.Headers.ContentType = default;
            return;
        }

        held.Position = 0;
        await held.CopyToAsync(body, context.RequestAborted);
    }

    private static bool IsKnown(HttpContext context, MemoryStream held)
    {
        var headers = context.Response.GetTypedHeaders();
        var digest = SHA256.HashData(held.GetBuffer().AsSpan(0, (int)held.Length));
        headers.ETag ??= new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(digest.AsSpan(0, TagBytes))}\"");
        headers.CacheControl ??= new CacheControlHeaderValue { Private = true, NoCache = true };
        var tag = headers.ETag;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(
            known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false));
    }
}
