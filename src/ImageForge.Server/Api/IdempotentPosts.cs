using System.Collections.Immutable;
using System.Security.Cryptography;
using ImageForge.Core;
using ImageForge.Engine.Requests;
using Microsoft.Net.Http.Headers;

namespace ImageForge.Server.Api;

/// <summary>
/// A POST is done once however often it is sent (draft-ietf-httpapi-idempotency-key-header): the same key with the same
/// request is answered as before, with another one it is refused. Only what was done is kept; a refusal changed nothing
/// and frees its key. Who sends no key gets one, and has it where he has the answer.
/// </summary>
internal sealed class IdempotentPosts(RequestDelegate next, IRequestBook book)
{
    /// <summary>The header that carries the key.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>Metadata of a route that is done once.</summary>
    public sealed record Once;

    private const int KeyMax = 255;
    private const int BodyBytesMax = 64 * 1024;
    private static readonly object RequestKey = new();
    private static readonly string[] KeptHeaders = ["Location", "ETag"];

    /// <summary>What tells a request from every other one, for journals: 64 hex characters.</summary>
    public static string RequestOf(HttpContext context) => (string)context.Items[RequestKey]!;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Once>() is null)
        {
            await next(context);
            return;
        }

        RequireUtf8(context.Request);
        var key = KeyOf(context.Request);
        context.Response.Headers[Header] = $"\"{key}\"";
        var id = Digest.OfFields("imageforge request", Caller.NameOf(context), key).Hex;
        context.Items[RequestKey] = id;
        switch (await book.BeginAsync(id, await FingerprintAsync(context), context.RequestAborted))
        {
            case RequestTurn.Done { Answer: var answer }:
                await ReplayAsync(context, answer);
                break;
            case RequestTurn.UnderWay:
                throw new RequestException(
                    StatusCodes.Status409Conflict, "under way", "a request with this key is being done",
                    "send it again: then it is answered as the first one is")
                {
                    RetryAfter = TimeSpan.FromSeconds(1),
                };
            case RequestTurn.Other:
                throw new RequestException(
                    StatusCodes.Status422UnprocessableEntity, "the key was used",
                    "another request came under this key within the last day", "choose a new key for a new request");
            default:
                await DoAsync(context, id);
                break;
        }
    }

    private async Task DoAsync(HttpContext context, string id)
    {
        var body = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
            context.Response.Body = body;
            if (context.Response.StatusCode is >= 200 and < 300)
            {
                await book.EndAsync(id, AnswerOf(context.Response, held));
            }
            else
            {
                await book.FreeAsync(id);
            }
        }
        catch
        {
            context.Response.Body = body;
            await book.FreeAsync(id);
            throw;
        }

        held.Position = 0;
        await held.CopyToAsync(body, context.RequestAborted);
    }

    private static StoredAnswer AnswerOf(HttpResponse response, MemoryStream held) => new(
        response.StatusCode, response.ContentType,
        KeptHeaders.Where(response.Headers.ContainsKey)
            .ToImmutableSortedDictionary(name => name, name => $"{response.Headers[name]}", StringComparer.Ordinal),
        [.. held.ToArray()]);

    private static async Task ReplayAsync(HttpContext context, StoredAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Media;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.Headers[ReplayedHeader] = "true";
        await context.Response.Body.WriteAsync(answer.Body.ToArray(), context.RequestAborted);
    }

    // Everything that the answer depends on. The type too: a body that is read as JSON or not is another request.
    private static async Task<string> FingerprintAsync(HttpContext context)
    {
        var request = context.Request;
        request.EnableBuffering(BodyBytesMax, 2 * BodyBytesMax);
        var body = await SHA256.HashDataAsync(request.Body, context.RequestAborted);
        request.Body.Position = 0;
        return Digest.OfFields(
            request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", request.ContentType ?? "",
            Convert.ToHexStringLower(body)).Hex;
    }

    // JSON is UTF-8 (RFC 8259), and a charset that nobody knows is an error of the reader's own.
    private static void RequireUtf8(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue
            && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestException(
                StatusCodes.Status415UnsupportedMediaType, "wrong charset", "a body is read as UTF-8 only",
                "send `Content-Type: application/json`");
        }
    }

    // The draft has it as a quoted string; clients send it bare as well.
    private static string KeyOf(HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return Guid.CreateVersion7().ToString();
        }

        var text = values.Count == 1 ? values[0]!.Trim() : "";
        var key = text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;
        return key.Length is > 0 and <= KeyMax && key.All(letter => letter is > ' ' and <= '~' and not ('"' or '\\'))
            ? key
            : throw new RequestException(
                StatusCodes.Status400BadRequest, "wrong key",
                $"{Header} is not one string of 1 to {KeyMax} visible ASCII characters",
                "take a random UUID, a new one for each request that you mean");
    }
}
