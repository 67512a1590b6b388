using ImageForge.Targets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace ImageForge.Server.Access;

/// <summary>Who may do what: proved, let through, and recorded, in this order.</summary>
internal static class AccessServices
{
    private const string FormHeader = "X-Form-Token";
    private const string Door = "door";

    /// <param name="isTls">Whether callers come over TLS.</param>
    public static void AddAccess(this IServiceCollection services, Rooms rooms, bool isTls)
    {
        // Who sends a token means it, whatever cookies a browser adds.
        services.AddAuthentication(Door)
            .AddPolicyScheme(Door, displayName: null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? TokenScheme.Name : SessionScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, TokenScheme>(TokenScheme.Name, displayName: null, _ => { })
            .AddCookie(SessionScheme.Name, options => SessionScheme.Set(options, isTls));
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = "formToken";
            options.HeaderName = FormHeader;
            options.Cookie.Name = isTls ? "__Host-imageforge-form" : "imageforge-form";
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = isTls ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
        services.AddDataProtection().SetApplicationName("imageforge");
        services.AddOptions<KeyManagementOptions>().Configure<ILoggerFactory>((options, logs) =>
            options.XmlRepository = new PrivateKeyRing(new DirectoryInfo(rooms.State.Sessions), logs));
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
        app.UseMiddleware<AnswerHeaders>();
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
