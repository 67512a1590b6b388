using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Store;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace ImageForge.Server.Api;

/// <summary>Turns what the engine refuses into problem details (RFC 9457), with its way out and no trace.</summary>
internal sealed class ProblemAnswers(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        var problem = Of(exception);
        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = problem,
        });
    }

    private static ProblemDetails Of(Exception exception)
    {
        var (status, title) = exception switch
        {
            _ when StoreFault.IsFull(exception) =>
                (StatusCodes.Status507InsufficientStorage, "the disk of the service is full"),
            _ when StoreFault.MayPass(exception) =>
                (StatusCodes.Status503ServiceUnavailable, "the database of the service is not writable now"),
            ForgeException { Error: ForgeError.NotFound } => (StatusCodes.Status404NotFound, "not found"),
            ForgeException { Error: ForgeError.Busy } => (StatusCodes.Status409Conflict, "busy"),
            ForgeException { Error: ForgeError.External } or TargetException =>
                (StatusCodes.Status503ServiceUnavailable, "something outside failed"),
            ForgeException { Error: ForgeError.Usage } => (StatusCodes.Status400BadRequest, "wrong request"),
            DefinitionException => (StatusCodes.Status500InternalServerError, "a definition is wrong"),
            _ => (StatusCodes.Status500InternalServerError, "an error of ours"),
        };
        var isKnown = exception is ForgeException or TargetException or DefinitionException;
        var problem = new ProblemDetails
        {
            Status = status,
            Title = title,
            Detail = isKnown ? exception.Message : "it is in the service's log",
        };
        if (exception is ForgeException forge)
        {
            problem.Extensions["error"] = $"{forge.Error}";
            problem.Extensions["wayOut"] = forge.WayOut;
        }

        return problem;
    }
}
