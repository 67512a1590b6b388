using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Store;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace ImageForge.Server.Api;

/// <summary>Turns what is refused into problem details (RFC 9457), with its way out and no trace.</summary>
internal sealed class ProblemAnswers(IProblemDetailsService problems, ILogger<ProblemAnswers> logger)
    : IExceptionHandler
{
    private const string WayOut = "wayOut";
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        var problem = Of(exception);
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (RetryAfter(exception) is { } pause)
        {
            httpContext.Response.Headers.RetryAfter =
                Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            ApiLog.Failed(
                logger, httpContext.Request.Method, httpContext.GetEndpoint()?.DisplayName ?? "nothing",
                exception.Message);
        }

        var context = new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem };
        if (!await problems.TryWriteAsync(context))
        {
            // Who takes no JSON is told in it all the same (RFC 9110, 12.4.1): unhandled, it would be a fault of ours.
            Complete(context);
            await httpContext.Response.WriteAsJsonAsync(
                problem, options: null, "application/problem+json", CancellationToken.None);
        }

        return true;
    }

    /// <summary>What is said of a status that no code of ours chose, such as a path that is not there.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions.Remove("traceId");
        if (!problem.Extensions.ContainsKey(WayOut) && WayOutOf(problem.Status) is { } way)
        {
            problem.Extensions[WayOut] = way;
        }
    }

    private static string? WayOutOf(int? status) => status switch
    {
        StatusCodes.Status401Unauthorized => "send a token that is valid: `Authorization: Bearer …`",
        StatusCodes.Status403Forbidden => "ask somebody whose token may do this",
        StatusCodes.Status404NotFound => "/openapi/v1.json describes every route",
        StatusCodes.Status405MethodNotAllowed => "the header Allow names what this path takes",
        StatusCodes.Status413PayloadTooLarge => "send less: no request needs more than 64 KiB",
        StatusCodes.Status415UnsupportedMediaType => "send `Content-Type: application/json`",
        StatusCodes.Status429TooManyRequests => "wait, and ask less often",
        _ => null,
    };

    private static ProblemDetails Of(Exception exception)
    {
        var (status, title) = KindOf(exception);
        var problem = new ProblemDetails
        {
            Status = status, Title = title,
            Detail = exception switch
            {
                BadHttpRequestException bad => DetailOf(bad),
                ForgeException or TargetException or DefinitionException or RequestException => exception.Message,
                _ => "it is in the service's log",
            },
        };
        var way = exception switch
        {
            ForgeException forge => forge.WayOut,
            RequestException request => request.WayOut,
            DefinitionException => "mend the file; `imageforge validate` says the same",
            _ => null,
        };
        if (way is not null)
        {
            problem.Extensions[WayOut] = way;
        }

        if (exception is ForgeException { Error: var error })
        {
            problem.Extensions["error"] = $"{error}";
        }

        return problem;
    }

    private static (int Status, string Title) KindOf(Exception exception) => exception switch
    {
        RequestException request => (request.Status, request.Title),
        _ when StoreFault.IsFull(exception) =>
            (StatusCodes.Status507InsufficientStorage, "the disk of the service is full"),
        _ when StoreFault.MayPass(exception) =>
            (StatusCodes.Status503ServiceUnavailable, "the database of the service is not writable now"),
        BadHttpRequestException bad => (bad.StatusCode, "the request cannot be read"),
        ForgeException { Error: ForgeError.NotFound } => (StatusCodes.Status404NotFound, "not found"),
        ForgeException { Error: ForgeError.Usage } =>
            (StatusCodes.Status422UnprocessableEntity, "that cannot be done"),
        ForgeException { Error: ForgeError.InvalidDefinition } or DefinitionException =>
            (StatusCodes.Status422UnprocessableEntity, "a definition is wrong"),
        ForgeException { Error: ForgeError.Denied } => (StatusCodes.Status403Forbidden, "somebody else decides this"),
        ForgeException { Error: ForgeError.Busy } => (StatusCodes.Status409Conflict, "busy"),
        ForgeException { Error: ForgeError.InUse } => (StatusCodes.Status409Conflict, "in use"),
        ForgeException { Error: ForgeError.GateRefused } => (StatusCodes.Status409Conflict, "a gate refuses it"),
        ForgeException { Error: ForgeError.RotationHeld } => (StatusCodes.Status409Conflict, "the rotation is held"),
        ForgeException { Error: ForgeError.External } or TargetException =>
            (StatusCodes.Status503ServiceUnavailable, "something outside failed"),
        ForgeException { Error: ForgeError.Environment } =>
            (StatusCodes.Status503ServiceUnavailable, "this machine lacks something"),
        ForgeException { Error: ForgeError.Integrity } =>
            (StatusCodes.Status503ServiceUnavailable, "stored state cannot be trusted"),

        // Nothing that was not acknowledged is kept.
        DbException or IOException or UnauthorizedAccessException =>
            (StatusCodes.Status503ServiceUnavailable, "stored state cannot be reached"),
        _ => (StatusCodes.Status500InternalServerError, "an error of ours"),
    };

    // Never the reader's own words beyond place and reason: they name our types.
    private static string DetailOf(BadHttpRequestException bad) => bad.InnerException is JsonException json
        ? $"the JSON is wrong at {json.Path ?? "$"}"
            + (json.LineNumber is { } line ? $", line {line + 1}, byte {json.BytePositionInLine + 1}" : "")
        : bad.StatusCode == StatusCodes.Status400BadRequest
            ? "a value of the path, the query or the body is missing or is none"
            : bad.Message;

    private static TimeSpan? RetryAfter(Exception exception) => exception switch
    {
        RequestException request => request.RetryAfter,
        ForgeException { Error: ForgeError.Busy or ForgeError.External } or TargetException => ComeAgain,
        _ => null,
    };
}
