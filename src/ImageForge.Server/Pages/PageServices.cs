using ImageForge.Engine.Overview;
using ImageForge.Engine.Rotations;
using ImageForge.Targets;

namespace ImageForge.Server.Pages;

/// <summary>The dashboard, on the same port as the interface.</summary>
internal static class PageServices
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services
            .AddSingleton(provider => Overviews(provider.GetRequiredService<Rooms>(), provider))
            .AddSingleton(provider => new ImageOverviews(
                provider.GetRequiredService<Rooms>().Images, provider.GetRequiredService<FleetOverviews>()))
            .AddSingleton(provider => new JournalPages(
                provider.GetRequiredService<Rooms>().Journal, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<PageEndpoints>();
    }

    public static void MapPages(this WebApplication app) =>
        app.Services.GetRequiredService<PageEndpoints>().Map(app);

    private static FleetOverviews Overviews(Rooms rooms, IServiceProvider provider) => new(
        provider.GetRequiredService<FleetReader>(), rooms.Risks,
        provider.GetRequiredService<Engine.Definitions.ScheduleBook>(), provider.GetRequiredService<TimeProvider>());
}
