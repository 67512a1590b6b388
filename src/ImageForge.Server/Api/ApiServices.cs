using System.Text.Json.Serialization;
using ImageForge.Server.Access;
using ImageForge.Server.Detections;
using ImageForge.Targets.Service;

namespace ImageForge.Server.Api;

/// <summary>The service's interface: <c>/health</c>, <c>/v1</c>, and the document that describes it.</summary>
internal static class ApiServices
{
    /// <param name="hosts">The names under which it is reached, beside those of this machine.</param>
    public static void AddApi(this IServiceCollection services, IEnumerable<string> hosts)
    {
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemAnswers>();
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer<RouteAccessInDocument>();
            options.AddOperationTransformer<RouteAccessInDocument>();
        });
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });

        // A page in a browser must not reach it under a name of its own.
        services.AddHostFiltering(options => options.AllowedHosts = [.. ServiceOrder.Loopback, .. hosts]);
        services
            .AddSingleton<HealthEndpoints>()
            .AddSingleton<SessionEndpoints>()
            .AddSingleton<FleetEndpoints>()
            .AddSingleton<ImageEndpoints>()
            .AddSingleton<RiskEndpoints>()
            .AddSingleton<WebhookEndpoints>();
    }

    public static void MapApi(this WebApplication app)
    {
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAccess();
        app.MapOpenApi().AllowEverybody();
        app.Services.GetRequiredService<HealthEndpoints>().Map(app);
        app.Services.GetRequiredService<SessionEndpoints>().Map(app);
        app.Services.GetRequiredService<FleetEndpoints>().Map(app);
        app.Services.GetRequiredService<ImageEndpoints>().Map(app);
        app.Services.GetRequiredService<RiskEndpoints>().Map(app);
        app.Services.GetRequiredService<WebhookEndpoints>().Map(app);
        app.Services.GetRequiredService<DetectionEndpoints>().Map(app);
    }
}
