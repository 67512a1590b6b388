using ImageForge.Engine.Definitions;
using ImageForge.Targets;

namespace ImageForge.Server.Detections;

/// <summary>Detections in, and the receiver's port beside the service's own.</summary>
internal static class DetectionServices
{
    public static void AddDetections(this IServiceCollection services)
    {
        services
            .AddSingleton(provider => provider.GetRequiredService<Rooms>()
                .NewIntake(provider.GetRequiredService<ScheduleBook>().Of))
            .AddSingleton<DetectionDesk>()
            .AddSingleton<DetectionEndpoints>()
            .AddSingleton<ReceiverHost>()
            .AddHostedService(provider => provider.GetRequiredService<ReceiverHost>());
    }
}
