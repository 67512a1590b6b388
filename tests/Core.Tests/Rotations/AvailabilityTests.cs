using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rotations;

public sealed class AvailabilityTests
{
    private static readonly InstanceView View = Scene.Instance("web-a");
    private static readonly RotationHistory LongHealthy = RotationHistory.Empty.Healthy("web-a", 60);

    [Fact]
    public void Healthy_for_the_whole_warm_up_is_available() =>
        Assert.Equal(AvailabilityState.Available, Judge(View, LongHealthy).State);

    [Fact]
    public void Exactly_the_warm_up_is_enough() =>
        Assert.Equal(AvailabilityState.Available, Judge(View, RotationHistory.Empty.Healthy("web-a", 1)).State);

    [Fact]
    public void Health_that_nobody_recorded_starts_to_count_now() =>
        Assert.Equal(
            (AvailabilityState.WarmingUp, Scene.Now.AddMinutes(1)),
            (Judge(View, RotationHistory.Empty).State, Judge(View, RotationHistory.Empty).AvailableAt!.Value));

    [Fact]
    public void A_break_starts_the_warm_up_anew()
    {
        var history = LongHealthy
            .Apply(new RotationEvent.HealthChanged(View.Id, false, ""), Scene.Now.AddSeconds(-50))
            .Apply(new RotationEvent.HealthChanged(View.Id, true, ""), Scene.Now.AddSeconds(-40));

        Assert.Equal(Scene.Now.AddSeconds(20), Judge(View, history).AvailableAt);
    }

    [Fact]
    public void Warm_up_counts_from_the_admission_if_that_came_later()
    {
        var history = LongHealthy.Apply(
            new RotationEvent.CommandDone(View.Id, CommandKind.Admit), Scene.Now.AddSeconds(-10));

        Assert.Equal(Scene.Now.AddSeconds(50), Judge(View, history).AvailableAt);
    }

    [Theory]
    [InlineData(HealthState.Unhealthy, HealthState.Healthy, AvailabilityState.Sick)]
    [InlineData(HealthState.Healthy, HealthState.Unhealthy, AvailabilityState.Sick)]
    [InlineData(HealthState.Unknown, HealthState.Unhealthy, AvailabilityState.Sick)]
    [InlineData(HealthState.Unknown, HealthState.Healthy, AvailabilityState.Unknown)]
    [InlineData(HealthState.Healthy, HealthState.Unknown, AvailabilityState.Unknown)]
    [InlineData(HealthState.Unknown, HealthState.Unknown, AvailabilityState.Unknown)]
    public void App_and_sensor_must_both_be_known_to_work(
        HealthState app, HealthState sensor, AvailabilityState expected)
    {
        var view = View with { App = new HealthView(app, "app"), Sensor = new HealthView(sensor, "sensor") };

        Assert.Equal(expected, Judge(view, LongHealthy).State);
    }

    [Theory]
    [InlineData(ServiceState.Unregistered)]
    [InlineData(ServiceState.Registered)]
    [InlineData(ServiceState.Draining)]
    [InlineData(ServiceState.Drained)]
    public void Without_traffic_it_is_not_available(ServiceState service) =>
        Assert.Equal(AvailabilityState.OutOfService, Judge(View with { Service = service }, LongHealthy).State);

    [Fact]
    public void One_that_stopped_running_is_dead_whatever_the_signals_say() =>
        Assert.Equal(AvailabilityState.Dead, Judge(View with { Running = false }, LongHealthy).State);

    private static Availability Judge(InstanceView view, RotationHistory history) =>
        Availability.Of(view, history.Of(view.Id), TimeSpan.FromMinutes(1), Scene.Now);
}
