using ImageForge.Targets;
using Microsoft.AspNetCore.Authentication;

namespace ImageForge.Server.Access;

/// <summary>Who may do what: proved, let through, and recorded, in this order.</summary>
internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services, Rooms rooms)
    {
        services.AddAuthentication(TokenScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, displayName: null, _ => { });
        services
            .AddSingleton(rooms.Tokens)
            .AddSingleton(rooms.Audit)
            .AddSingleton(rooms.Enrolments)
            .AddSingleton<GuessLimit>()
            .AddSingleton<RefusalTally>()
            .AddHostedService(provider => provider.GetRequiredService<RefusalTally>());
    }

    public static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<RouteGate>();
        app.UseMiddleware<AuditTrail>();
    }

    /// <summary>Refuses to serve routes that say nothing of whom they answer: nobody could reach them.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public static void RequireRouteAccess(this IEndpointRouteBuilder app)
    {
        var mute = app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteAccess>() is null)
            .Select(endpoint => endpoint.DisplayName ?? endpoint.RoutePattern.RawText ?? "").ToList();
        if (mute.Count > 0)
        {
            throw new InvalidOperationException(
                $"say whom these routes answer, by {nameof(RouteAccessRules)}: {string.Join(", ", mute)}");
        }
    }

    /// <summary>What is asked for, by the name of the operation in the published description.</summary>
    public static string ActionName(this HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        return endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "nothing";
    }
}
