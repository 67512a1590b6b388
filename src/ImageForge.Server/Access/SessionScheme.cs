using System.Security.Claims;
using ImageForge.Engine.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ImageForge.Server.Access;

/// <summary>
/// A person's session in a browser, opened with a token: a sealed cookie that says which. The token is looked at with
/// each request, so that revoking it ends its sessions too.
/// </summary>
internal static class SessionScheme
{
    public const string Name = "session";

    /// <summary>The longest session; one never outlives its token.</summary>
    public static readonly TimeSpan LifetimeMax = TimeSpan.FromHours(12);

    /// <param name="isTls">Whether browsers come over TLS, so that the cookie may go nowhere else.</param>
    public static void Set(CookieAuthenticationOptions options, bool isTls)
    {
        // __Host-: browsers take it over TLS from this very host only, so that no neighbour plants one.
        options.Cookie.Name = isTls ? "__Host-imageforge" : "imageforge";
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = isTls ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = LifetimeMax;
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = ProveAsync;
    }

    /// <summary>Opens one.</summary>
    /// <returns>When it ends.</returns>
    public static async Task<DateTimeOffset> OpenAsync(HttpContext context, AccessToken token, DateTimeOffset now)
    {
        var end = now + LifetimeMax < token.ExpiresAt ? now + LifetimeMax : token.ExpiresAt;
        await context.SignInAsync(
            Name, Actor.Of(token, context.From()).ToPrincipal(Name),
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = end, AllowRefresh = false });
        return end;
    }

    private static async Task ProveAsync(CookieValidatePrincipalContext context)
    {
        var tokens = context.HttpContext.RequestServices.GetRequiredService<AccessTokens>();
        var id = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
        if (await tokens.FindValidAsync(new TokenId(id), context.HttpContext.RequestAborted) is { } token)
        {
            // What the token may do now, not what the cookie remembers.
            context.ReplacePrincipal(Actor.Of(token, context.HttpContext.From()).ToPrincipal(Name));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(Name);
    }
}
