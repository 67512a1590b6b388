using ImageForge.Core.Fleets;
using ImageForge.Targets.Local;

namespace ImageForge.Targets.Tests.Local;

public sealed class FleetObserverTests
{
    [Theory]
    [InlineData(WantedService.Unregistered, null, false, ServiceState.Unregistered)]
    [InlineData(WantedService.Registered, null, false, ServiceState.Unregistered)] // killed before the server was added
    [InlineData(WantedService.Registered, HaproxyMode.Maintenance, false, ServiceState.Unregistered)] // not yet checked
    [InlineData(WantedService.Registered, HaproxyMode.Drain, true, ServiceState.Registered)]
    [InlineData(WantedService.InService, HaproxyMode.Drain, true, ServiceState.Registered)] // killed before the traffic
    [InlineData(WantedService.InService, HaproxyMode.Ready, false, ServiceState.InService)]
    [InlineData(WantedService.Draining, HaproxyMode.Ready, false, ServiceState.InService)] // killed before the drain
    [InlineData(WantedService.Draining, HaproxyMode.Drain, false, ServiceState.Draining)]
    [InlineData(WantedService.Draining, HaproxyMode.Drain, true, ServiceState.Drained)]
    [InlineData(WantedService.Leaving, HaproxyMode.Maintenance, false, ServiceState.Drained)]
    [InlineData(WantedService.Leaving, null, false, ServiceState.Drained)]
    [InlineData(WantedService.Leaving, HaproxyMode.Ready, false, ServiceState.InService)] // killed right after the wish
    public void Traffic_is_what_the_load_balancer_says_and_the_wish_tells_new_from_leaving(
        WantedService wanted, HaproxyMode? mode, bool isDrained, ServiceState expected)
    {
        var server = mode is { } known ? new HaproxyServerView("a", known, true, "L7OK", 0, 0) : null;
        Assert.Equal(expected, FleetObserver.ServiceOf(wanted, server, isDrained));
    }

    [Theory]
    [InlineData(true, "", HealthState.Unknown)]
    [InlineData(true, "INI", HealthState.Unknown)]
    [InlineData(true, "L7OK", HealthState.Healthy)]
    [InlineData(true, "L7TOUT", HealthState.Healthy)] // one slow answer of three that would take it down
    [InlineData(false, "L7TOUT", HealthState.Unhealthy)]
    [InlineData(false, "L7OK", HealthState.Unhealthy)] // one good answer of two that would bring it back
    public void Health_is_the_verdict_and_not_the_last_check(bool isUp, string check, HealthState expected) =>
        Assert.Equal(
            expected, FleetObserver.AppOf(new HaproxyServerView("a", HaproxyMode.Drain, isUp, check, 0, 0)).State);
}
