using ImageForge.Engine;
using ImageForge.Engine.Access;
using Microsoft.AspNetCore.Http.Features;

namespace ImageForge.Server.Access;

/// <summary>
/// Puts every change into the audit chain: before it is acted on, and what became of it before that is answered. A
/// route that changes something gets it without asking; one that shall not have it says why (<see cref="NotAudited"/>).
/// </summary>
internal sealed class AuditTrail(RequestDelegate next, AuditJournal audit, ILogger<AuditTrail> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.MayChangeSomething() || IsExcused(context) || context.Caller() is not { } caller)
        {
            await next(context);
            return;
        }

        var act = await audit.BeginAsync(
            caller, context.ActionName(), SubjectOf(context), context.RequestAborted);
        var isOwed = true;
        context.Response.OnStarting(() => EndAsync($"{context.Response.StatusCode}"));

        // An answer that never starts, since its caller has gone.
        context.Response.OnCompleted(() => EndAsync("not answered"));
        await next(context);

        async Task EndAsync(string outcome)
        {
            if (!isOwed)
            {
                return;
            }

            isOwed = false;
            try
            {
                await act.EndAsync(outcome is [>= '1' and <= '3', _, _], outcome);
            }
            catch (ForgeException exception)
            {
                logger.LogError(
                    "What became of {Action} ({Run}) is not in the journal: {Message}", act.Action, act.Run,
                    exception.Message);
            }
        }
    }

    private static bool IsExcused(HttpContext context) =>
        context.GetEndpoint() is not RouteEndpoint endpoint
        || endpoint.Metadata.GetMetadata<NotAudited>() is not null;

    // What its path names, such as fleet=web. Not its body: that may hold anything.
    private static string SubjectOf(HttpContext context) => string.Join(
        ' ', context.Features.Get<IRouteValuesFeature>()?.RouteValues
            .OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}") ?? []);
}
