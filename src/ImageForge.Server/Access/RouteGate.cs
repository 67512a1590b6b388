using System.Globalization;
using ImageForge.Engine.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace ImageForge.Server.Access;

/// <summary>
/// Lets through whom a route answers. It is no attribute that a route may lack: what says nothing of whom it answers
/// answers nobody.
/// </summary>
internal sealed class RouteGate(
    RequestDelegate next, GuessLimit guesses, RefusalTally tally, IAntiforgery antiforgery,
    IProblemDetailsService problems, ILogger<RouteGate> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Where no route fits, routing's own answer (404, 405, 415) says nothing that its description does not.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return next(context);
        }

        if (endpoint.Metadata.GetMetadata<RouteAccess>() is not { } access)
        {
            return RefuseAsync(context, StatusCodes.Status404NotFound, "not found", "there is nothing here", null);
        }

        if (access.Roles.IsEmpty)
        {
            return next(context);
        }

        return context.Caller() switch
        {
            { Role: { } role } when access.Roles.Contains(role) => PassAsync(context),
            { } caller => ForbidAsync(context, caller, access),
            null => ChallengeAsync(context),
        };
    }

    // A browser adds the cookie to whatever a page elsewhere makes it send: what changes something has to be a form, or
    // a script, of our own pages.
    private async Task PassAsync(HttpContext context)
    {
        if (context.User.Identity?.AuthenticationType == SessionScheme.Name && context.MayChangeSomething()
            && !await antiforgery.IsRequestValidAsync(context))
        {
            await RefuseAsync(
                context, StatusCodes.Status400BadRequest, "not from our pages", "this request has no good form token",
                "load the page again; programs send a token as `Authorization: Bearer …` and need none");
            return;
        }

        await next(context);
    }

    private Task ForbidAsync(HttpContext context, Actor caller, RouteAccess access)
    {
        tally.Count(isKnown: true, context.ActionName(), context.From());
        return RefuseAsync(
            context, StatusCodes.Status403Forbidden, "forbidden",
            $"a token of the role {Word(caller.Role!.Value)} may not do this",
            $"it takes one of {string.Join(" or ", access.Roles.Select(Word))}");
    }

    // Nobody, expired, revoked, mistyped: the same answer.
    private async Task ChallengeAsync(HttpContext context)
    {
        var isGuess = (await context.AuthenticateAsync()).Failure is not null;
        if (HttpMethods.IsGet(context.Request.Method) && context.IsPerson()
            && context.Request.Headers.Authorization.Count == 0)
        {
            // A session that ended is no guess: a cookie of ours is sealed, and nobody tries them one by one.
            context.Response.Redirect(SignIn.PathFrom(context.Request));
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"imageforge\"";
        if (isGuess)
        {
            tally.Count(isKnown: false, context.ActionName(), context.From());
            if (guesses.Count(context) is { } wait)
            {
                await TellToWaitAsync(context, wait);
                return;
            }

            logger.LogWarning(
                "Refused a token from {From} for {Action}: unknown, expired or revoked", context.From(),
                context.ActionName());
        }

        await RefuseAsync(
            context, StatusCodes.Status401Unauthorized, "unauthorized", "this takes a valid token",
            "send one as `Authorization: Bearer …`; `imageforge token create --role viewer` makes one");
    }

    private Task TellToWaitAsync(HttpContext context, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return RefuseAsync(
            context, StatusCodes.Status429TooManyRequests, "too many wrong tokens", "too many tokens were no good",
            $"wait {seconds} s; a valid token passes at once");
    }

    private async Task RefuseAsync(HttpContext context, int status, string title, string detail, string? wayOut)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetails { Status = status, Title = title, Detail = detail };
        if (wayOut is not null)
        {
            problem.Extensions["wayOut"] = wayOut;
        }

        // A caller who takes no JSON gets the status alone.
        await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }

    private static string Word(Role role) => $"{role}".ToLowerInvariant();
}
