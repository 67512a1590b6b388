using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Cli.Output;

/// <summary>A row an instance: image, age, service, application, sensor.</summary>
internal static class FleetSheet
{
    /// <param name="target">The image the fleet goes to; marks who is on it. Null: nobody is marked.</param>
    public static Sheet Of(FleetSnapshot snapshot, ArtifactId? target)
    {
        var sheet = new Sheet("instance", "image", "age", "service", "app", "sensor", "address");
        foreach (var instance in snapshot.Instances)
        {
            sheet.Add(
                instance.Id.Value,
                new Cell($"{instance.Image}", instance.Image == target ? Tone.Good : Tone.Plain),
                Ago.Span(snapshot.ObservedAt - instance.LaunchedAt),
                new Cell(Service(instance), ToneOf(instance)),
                Health(instance.App),
                Health(instance.Sensor),
                new Cell(instance.Address, Tone.Faint));
        }

        return sheet;
    }

    public static string Service(InstanceView instance) => instance.Running
        ? instance.Service switch
        {
            ServiceState.Unregistered => "booting",
            ServiceState.Registered => "registered",
            ServiceState.InService => "in service",
            ServiceState.Draining => "draining",
            ServiceState.Drained => "drained",
            _ => $"{instance.Service}",
        }
        : "dead";

    private static Tone ToneOf(InstanceView instance) => (instance.Running, instance.Service) switch
    {
        (false, _) => Tone.Bad,
        (_, ServiceState.InService) => Tone.Good,
        _ => Tone.Waiting,
    };

    private static Cell Health(HealthView health) => health.State switch
    {
        HealthState.Healthy => new Cell(health.Detail, Tone.Good),
        HealthState.Unhealthy => new Cell(health.Detail, Tone.Bad),
        _ => new Cell(health.Detail, Tone.Waiting),
    };
}
