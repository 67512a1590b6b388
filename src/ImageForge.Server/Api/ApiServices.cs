using System.Text.Json.Serialization;
using ImageForge.Engine.Definitions;
using ImageForge.Server.Access;
using ImageForge.Server.Detections;
using ImageForge.Targets;
using ImageForge.Targets.Service;
using Scalar.AspNetCore;

namespace ImageForge.Server.Api;

/// <summary>The service's interface: <c>/health</c>, <c>/v1</c>, and the document that describes it.</summary>
internal static class ApiServices
{
    // A page needs its own script and styles, and what it asks of this very service; nothing from elsewhere.
    private const string ReferencePolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <param name="hosts">The names under which it is reached, beside those of this machine.</param>
    public static void AddApi(this IServiceCollection services, Rooms rooms, IEnumerable<string> hosts)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = ProblemAnswers.Complete);
        services.AddExceptionHandler<ProblemAnswers>();
        services.AddOpenApi("v1", options =>
        {
            ApiDescription.Configure(options);
            options.AddDocumentTransformer<RouteAccessInDocument>();
            options.AddOperationTransformer<RouteAccessInDocument>();
        });

        // So that what cannot be read is told with its place; without it the answer is a bare 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
            options.RespectNullableAnnotations = true;
            options.RespectRequiredConstructorParameters = true;
            options.AllowDuplicateProperties = false;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });

        // A page in a browser must not reach it under a name of its own.
        services.AddHostFiltering(options => options.AllowedHosts = [.. ServiceOrder.Loopback, .. hosts]);
        services
            .AddSingleton(provider => rooms.NewFleetReader(provider.GetRequiredService<ScheduleBook>()))
            .AddSingleton(rooms.ImageReader)
            .AddSingleton(rooms.Requests)
            .AddSingleton(rooms.Jobs)
            .AddHostedService<JobHost>()
            .AddSingleton<HealthEndpoints>()
            .AddSingleton<SessionEndpoints>()
            .AddSingleton<FleetEndpoints>()
            .AddSingleton<ScheduleEndpoints>()
            .AddSingleton<RotationEndpoints>()
            .AddSingleton<RotationControlEndpoints>()
            .AddSingleton<ImageEndpoints>()
            .AddSingleton<ImageDecisionEndpoints>()
            .AddSingleton<DefinitionEndpoints>()
            .AddSingleton<RiskEndpoints>()
            .AddSingleton<JournalEndpoints>()
            .AddSingleton<JobEndpoints>()
            .AddSingleton<WebhookEndpoints>();
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAccess();
        app.UseMiddleware<EntityTags>();
        app.UseMiddleware<IdempotentPosts>();
        app.MapOpenApi().AllowEverybody();
        MapReference(app);
        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
        app.Services.GetRequiredService<SessionEndpoints>().Map(app);
        app.Services.GetRequiredService<FleetEndpoints>().Map(app);
        app.Services.GetRequiredService<ScheduleEndpoints>().Map(app);
        app.Services.GetRequiredService<RotationEndpoints>().Map(app);
        app.Services.GetRequiredService<RotationControlEndpoints>().Map(app);
        app.Services.GetRequiredService<ImageEndpoints>().Map(app);
        app.Services.GetRequiredService<ImageDecisionEndpoints>().Map(app);
        app.Services.GetRequiredService<DefinitionEndpoints>().Map(app);
        app.Services.GetRequiredService<RiskEndpoints>().Map(app);
        app.Services.GetRequiredService<JournalEndpoints>().Map(app);
        app.Services.GetRequiredService<JobEndpoints>().Map(app);
        app.Services.GetRequiredService<WebhookEndpoints>().Map(app);
        app.Services.GetRequiredService<DetectionEndpoints>().Map(app);
    }

    private static void MapReference(WebApplication app) => app
        .MapScalarApiReference("/reference", options =>
        {
            options.Title = "ImageForge";
            options.DefaultFonts = false;
            options.Telemetry = false;
        })
        .AllowEverybody()
        .AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.ContentSecurityPolicy = ReferencePolicy;
            return await next(context);
        });
}
