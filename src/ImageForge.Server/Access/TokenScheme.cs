using System.Text.Encodings.Web;
using ImageForge.Engine.Access;
using ImageForge.Engine.Sensors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ImageForge.Server.Access;

/// <summary>
/// Who holds the secret of an <c>Authorization: Bearer</c> header: a token of ours, or an instance by what it enrolled
/// with. Never of a query: those are kept in histories and logs.
/// </summary>
internal sealed class TokenScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccessTokens tokens,
    IEnrolments enrolments)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "token";

    private const string Word = "Bearer ";

    // As the receiver takes them at enrolment.
    private const int SecretLengthMin = 32;
    private const int SecretLengthMax = 256;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization.Count == 0)
        {
            return AuthenticateResult.NoResult();
        }

        return await ActorAsync(Context.RequestAborted) is { } actor
            ? AuthenticateResult.Success(new AuthenticationTicket(actor.ToPrincipal(Name), Name))

            // One answer for all that is no good: which it was is nobody's business who does not know it already.
            : AuthenticateResult.Fail("no such token");
    }

    private async Task<Actor?> ActorAsync(CancellationToken cancellationToken)
    {
        if (Request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Word, StringComparison.OrdinalIgnoreCase)
            || header.Length - Word.Length is < SecretLengthMin or > SecretLengthMax)
        {
            return null;
        }

        var secret = header[Word.Length..];
        if (secret.StartsWith(TokenText.Prefix, StringComparison.Ordinal))
        {
            return await tokens.AuthenticateAsync(secret, cancellationToken) is { } token
                ? Actor.Of(token, Context.From())
                : null;
        }

        return await enrolments.FindAsync(secret, cancellationToken) is { } instance
            ? new Actor(ActorKind.Instance, instance.Value, instance.Value, Role.Instance, Context.From())
            : null;
    }
}
