using ImageForge.Engine.Access;
using ImageForge.Server.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ImageForge.Server.Api;

/// <summary>Signing in and out of the pages: a token once, then a cookie that ends with it.</summary>
internal sealed class SessionEndpoints(
    AccessTokens tokens, AuditJournal audit, IAntiforgery antiforgery, GuessLimit guesses, RefusalTally tally,
    TimeProvider time)
{
    // Whoever sees nothing has no use for pages.
    private static readonly Role[] Roles = [Role.Viewer, Role.Operator, Role.Approver];

    /// <summary>Registers the endpoints.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapGet("/session", Show).WithName("showSession").AllowEverybody()
            .WithSummary("Who is signed in, and what forms send along");
        routes.MapPost("/session", OpenAsync).WithName("openSession").AllowEverybody()
            .WithSummary("Opens a session with a token")
            .WithDescription(
                "A form: `token`, the form token of `GET /session`, and `from`, the path to go to. Answers with a "
                + "cookie that ends with the token, after 12 h at most.")
            .WithoutAudit("it writes the entry itself, once it knows who it is")
            .Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status302Found)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        // As a delegate: with its one parameter it would be taken for a handler that answers by itself.
        routes.MapPost("/session/end", (Delegate)EndAsync).WithName("endSession").AllowReaders()
            .WithSummary("Ends the session; its token stays good")
            .Produces(StatusCodes.Status204NoContent).Produces(StatusCodes.Status302Found);
    }

    private Ok<SessionAnswer> Show(HttpContext context)
    {
        var form = antiforgery.GetAndStoreTokens(context);
        var caller = context.Caller();
        return TypedResults.Ok(new SessionAnswer(
            caller?.Name, caller?.Role.ToString()?.ToLowerInvariant(), form.FormFieldName, form.RequestToken!));
    }

    private async Task<IResult> OpenAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return TypedResults.Problem(
                "a session is opened by a form", statusCode: StatusCodes.Status415UnsupportedMediaType,
                title: "no form");
        }

        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Refuse(
                context, "form", StatusCodes.Status400BadRequest,
                "the form is not one of ours, or too old: load the page again");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        var token = await tokens.AuthenticateAsync($"{form["token"]}".Trim(), cancellationToken);
        if (token is null || !Roles.Contains(token.Role))
        {
            tally.Count(isKnown: token is not null, context.ActionName(), context.From());
            return guesses.Count(context) is null
                ? Refuse(context, "token", StatusCodes.Status401Unauthorized, "this takes a valid token of a reader")
                : Refuse(context, "wait", StatusCodes.Status429TooManyRequests, "too many tokens were no good: wait");
        }

        await audit.RecordAsync(
            Actor.Of(token, context.From()), context.ActionName(), "",
            () => SessionScheme.OpenAsync(context, token, time.GetUtcNow()), cancellationToken);
        return GoTo(context, LocalPath(form["from"]));
    }

    private static async Task<IResult> EndAsync(HttpContext context)
    {
        await context.SignOutAsync(SessionScheme.Name);
        return GoTo(context, SignIn.Path);
    }

    private static IResult Refuse(HttpContext context, string word, int status, string detail) =>
        context.IsPerson() ? TypedResults.LocalRedirect($"{SignIn.Path}?refused={word}")
            : TypedResults.Problem(detail, statusCode: status, title: "no session");

    private static IResult GoTo(HttpContext context, string path) =>
        context.IsPerson() ? TypedResults.LocalRedirect(path) : TypedResults.NoContent();

    // A link that somebody else made must not lead elsewhere once one has signed in.
    private static string LocalPath(string? path) =>
        path is ['/', .. var rest] && rest is not ['/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/";
}
