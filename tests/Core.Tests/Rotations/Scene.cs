using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

/// <summary>Fleets, policies and histories for tests, written as shortly as they are thought.</summary>
internal static class Scene
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly ArtifactId Old = new(new ImageName("web"), Digest.OfText("old"));
    public static readonly ArtifactId New = new(new ImageName("web"), Digest.OfText("new"));
    public static readonly RotationId Rotation = new("web-20260101-110000");

    /// <summary>Floor 3, ceiling 4, batch 1.</summary>
    public static readonly RotationPolicy Policy = new()
    {
        Fleet = new FleetName("web"),
        Image = new ImageName("web"),
        Desired = 3,
        MinHealthyPercentage = 100,
        MaxHealthyPercentage = 133,
        Checkpoints = [],
        BakeTime = TimeSpan.Zero,
    };

    /// <summary>
    /// A rotation to <see cref="New"/> that began an hour ago, with these instances healthy since before.
    /// </summary>
    public static RotationHistory History(params IEnumerable<InstanceView> healthy) =>
        healthy.Aggregate(RotationHistory.Empty, (history, view) =>
                history.Apply(new RotationEvent.HealthChanged(view.Id, true, ""), Now.AddHours(-2)))
            .Apply(new RotationEvent.Started(Rotation, New, "test"), Now.AddHours(-1));

    public static FleetSnapshot Look(params IEnumerable<InstanceView> instances) => new()
    {
        Fleet = Policy.Fleet,
        ObservedAt = Now,
        Instances = [.. instances.OrderBy(view => view.Id)],
    };

    public static InstanceView Instance(string id, ArtifactId? image = null) => new()
    {
        Id = new InstanceId(id),
        LaunchToken = $"token{id}",
        Image = image ?? Old,
        LaunchedAt = Now.AddDays(-1),
        Running = true,
        Service = ServiceState.InService,
        App = new HealthView(HealthState.Healthy, "HTTP 200"),
        Sensor = new HealthView(HealthState.Healthy, "reporting"),
    };

    public static InstanceView Sick(this InstanceView view) =>
        view with { App = new HealthView(HealthState.Unhealthy, "HTTP 503") };

    public static InstanceView Silent(this InstanceView view) =>
        view with { Sensor = new HealthView(HealthState.Unhealthy, "silent") };

    public static RotationCommand.Launch Launch(string id, int slot = 0, int attempt = 1, string? replaces = null) =>
        new(
        new InstanceId(id), New, slot, attempt, $"token{id}",
        replaces is null ? null : new InstanceId(replaces), "test");

    public static RotationHistory Begun(this RotationHistory history, RotationCommand.Launch launch, int minutesAgo) =>
        history.Apply(
            new RotationEvent.LaunchBegan(
                launch.Instance, launch.Image, launch.Slot, launch.Attempt, launch.Token, launch.Replaces,
                    launch.Reason),
            Now.AddMinutes(-minutesAgo));

    public static RotationHistory Done(
        this RotationHistory history, string id, CommandKind command, int minutesAgo) =>
        history.Apply(new RotationEvent.CommandDone(new InstanceId(id), command), Now.AddMinutes(-minutesAgo));

    public static RotationHistory Healthy(this RotationHistory history, string id, int minutesAgo) =>
        history.Apply(new RotationEvent.HealthChanged(new InstanceId(id), true, ""), Now.AddMinutes(-minutesAgo));

    /// <summary>Launched, admitted and available for minutes.</summary>
    public static RotationHistory Arrived(this RotationHistory history, RotationCommand.Launch launch) => history
        .Begun(launch, 20).Done(launch.Instance.Value, CommandKind.Launch, 20)
        .Healthy(launch.Instance.Value, 18).Done(launch.Instance.Value, CommandKind.Admit, 17);
}
