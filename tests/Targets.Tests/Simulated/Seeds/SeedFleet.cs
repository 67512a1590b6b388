using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>The instances with which a story begins.</summary>
internal static class SeedFleet
{
    public static IEnumerable<InstanceView> Of(SeedStory story, ArtifactId image, ArtifactId present)
    {
        var draw = SeededDraws.Of(story.Seed, "fleet");
        for (var number = 0; number < story.Policy.Desired; number++)
        {
            var (isOn, isSick) = (draw.Chance(story.OnImageShare), draw.Chance(story.SickShare));
            yield return new InstanceView
            {
                Id = new InstanceId($"web-old{number:000}"),
                LaunchToken = $"web-old{number:000}",
                Image = isOn ? image : present,
                LaunchedAt = story.Start - (story.OldestAge * (number + 1) / story.Policy.Desired),
                Running = true,
                Service = ServiceState.InService,
                App = new HealthView(isSick ? HealthState.Unhealthy : HealthState.Healthy, ""),
                Sensor = new HealthView(HealthState.Healthy, ""),
                Zone = story.Zones[number % story.Zones.Length],
            };
        }
    }
}
