using System.Net;
using System.Security.Claims;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Access;

namespace ImageForge.Server.Access;

/// <summary>Who sent a request, as claims and back.</summary>
public static class Callers
{
    private const string Kind = "kind";

    internal static ClaimsPrincipal ToPrincipal(this Actor actor, string scheme)
    {
        List<Claim> claims =
        [
            new(Kind, $"{actor.Kind}"), new(ClaimTypes.NameIdentifier, actor.Id), new(ClaimTypes.Name, actor.Name),
        ];
        if (actor.Role is { } role)
        {
            claims.Add(new Claim(ClaimTypes.Role, $"{role}"));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, scheme));
    }

    /// <summary>Who is asking; null if nobody was proved.</summary>
    public static Actor? Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.User is { Identity.IsAuthenticated: true } user
            && Enum.TryParse<ActorKind>(user.FindFirstValue(Kind), out var kind)
            && Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role)
            ? new Actor(
                kind, user.FindFirstValue(ClaimTypes.NameIdentifier)!, user.FindFirstValue(ClaimTypes.Name)!, role,
                context.From())
            : null;
    }

    /// <summary>Who is asking, on a route that does not answer everybody.</summary>
    /// <exception cref="InvalidOperationException">Nobody was proved: the route lets everybody in.</exception>
    public static Actor RequireCaller(this HttpContext context) => context.Caller()
        ?? throw new InvalidOperationException("nobody is known to have sent this request: what does its route allow?");

    /// <summary>
    /// Whether the caller may speak of this instance: only other instances may not, they speak for themselves.
    /// </summary>
    public static bool MaySpeakFor(this HttpContext context, InstanceId instance) =>
        context.Caller() is { } caller && (caller.Kind != ActorKind.Instance || caller.Id == instance.Value);

    /// <summary>Whether the request is of a kind that changes things.</summary>
    internal static bool MayChangeSomething(this HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
        && !HttpMethods.IsOptions(context.Request.Method);

    /// <summary>The address of the other end of the connection. What a proxy says of those behind it is not
    /// believed.</summary>
    internal static string From(this HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => $"{mapped.MapToIPv4()}",
        IPAddress address => $"{address}",
    };
}
