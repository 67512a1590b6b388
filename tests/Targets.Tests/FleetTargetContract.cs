using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Rotations;

namespace ImageForge.Targets.Tests;

/// <summary>What every <see cref="IFleetTarget"/> must do, whatever runs its instances.</summary>
public abstract class FleetTargetContract
{
    // An emulated instance boots in 8 seconds alone and in a minute on starved cores.
    private static readonly TimeSpan BootMax = TimeSpan.FromMinutes(4);

    protected static readonly FleetName Fleet = new("contract");

    protected abstract IFleetTarget Target { get; }
    protected abstract ArtifactId Image { get; }
    protected abstract HealthProbe Health { get; }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Ends the instance behind the target's back.</summary>
    protected abstract void Kill(InstanceView instance);

    /// <summary>Lets time pass until the condition holds; fails at the limit, and says the state.</summary>
    protected abstract Task WaitAsync(TimeSpan limit, Func<Task<bool>> condition, Func<string> state);

    /// <summary>What a user of the fleet gets: the status of an HTTP answer.</summary>
    protected abstract Task<int> StatusAsync();

    /// <summary>What the instance itself answers, past the load balancer; null if nothing comes.</summary>
    protected abstract Task<int?> AskDirectlyAsync(InstanceView instance);

    [Fact]
    public async Task A_life_survives_every_command_sent_twice()
    {
        await EnsureFleetAsync();
        await EnsureFleetAsync();
        var launch = Launch("contract-a");
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        var born = Assert.Single((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Equal(
            (launch.Instance, launch.Token, Image, true, ServiceState.Unregistered),
            (born.Id, born.LaunchToken, born.Image, born.Running, born.Service));

        await Target.RegisterAsync(Fleet, born.Id, Cancellation);
        await Target.RegisterAsync(Fleet, born.Id, Cancellation);
        Assert.Equal(ServiceState.Registered, (await FindAsync(born.Id))!.Service);
        var early = await Assert.ThrowsAsync<TargetException>(() => Target.AdmitAsync(Fleet, born.Id, Cancellation));
        Assert.True(early.IsTransient);

        await UntilAsync(born.Id, seen => seen is { App.IsHealthy: true, Sensor.IsHealthy: true });
        await Target.AdmitAsync(Fleet, born.Id, Cancellation);
        await Target.AdmitAsync(Fleet, born.Id, Cancellation);
        await Target.RegisterAsync(Fleet, born.Id, Cancellation);
        Assert.Equal(ServiceState.InService, (await FindAsync(born.Id))!.Service);
        Assert.Equal(Health.Status, await StatusAsync());

        await Target.DrainAsync(Fleet, born.Id, Cancellation);
        await Target.DrainAsync(Fleet, born.Id, Cancellation);
        await UntilAsync(born.Id, seen => seen.Service == ServiceState.Drained);
        Assert.NotEqual(Health.Status, await StatusAsync());

        await Target.AdmitAsync(Fleet, born.Id, Cancellation);
        Assert.Equal(Health.Status, await StatusAsync());
        await Assert.ThrowsAsync<TargetException>(() => Target.RemoveFleetAsync(Fleet, Cancellation));

        await Target.TerminateAsync(Fleet, born.Id, Cancellation);
        await Target.TerminateAsync(Fleet, born.Id, Cancellation);
        Assert.Empty((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
        await Target.RemoveFleetAsync(Fleet, Cancellation);
        await Target.RemoveFleetAsync(Fleet, Cancellation);
        Assert.Empty(await Target.ListFleetsAsync(Cancellation));
        Assert.Null(await Target.EndpointAsync(Fleet, Cancellation));
    }

    [Fact]
    public async Task A_name_stays_with_the_launch_that_took_it_and_a_dead_instance_is_seen_dead()
    {
        await EnsureFleetAsync();
        var launch = Launch("contract-b");
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        await Assert.ThrowsAsync<TargetException>(
            () => Target.LaunchAsync(Fleet, launch with { Token = "another" }, Cancellation));
        var born = Assert.Single((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Equal(launch.Token, born.LaunchToken);

        await Target.RegisterAsync(Fleet, born.Id, Cancellation);
        Kill(born);
        var dead = (await FindAsync(born.Id))!;
        Assert.False(dead.Running);
        Assert.Equal((HealthState.Unhealthy, HealthState.Unhealthy), (dead.App.State, dead.Sensor.State));

        // The same launch again does not revive it: what ended by itself is replaced.
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        Assert.False((await FindAsync(born.Id))!.Running);
        await Target.DrainAsync(Fleet, born.Id, Cancellation);
        await Target.TerminateAsync(Fleet, born.Id, Cancellation);
        Assert.Empty((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
    }

    [Fact]
    public async Task What_never_was_is_refused_where_it_must_be_and_ignored_where_it_may_be_gone()
    {
        var nobody = new InstanceId("contract-nobody");
        Assert.Empty((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Null(await Target.EndpointAsync(Fleet, Cancellation));
        await EnsureFleetAsync();
        Assert.Empty((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
        Assert.Equal(Fleet, Assert.Single(await Target.ListFleetsAsync(Cancellation)));
        await Assert.ThrowsAsync<TargetException>(() => Target.RegisterAsync(Fleet, nobody, Cancellation));
        await Assert.ThrowsAsync<TargetException>(() => Target.AdmitAsync(Fleet, nobody, Cancellation));
        await Target.DrainAsync(Fleet, nobody, Cancellation);
        await Target.TerminateAsync(Fleet, nobody, Cancellation);
        var nothing = new ArtifactId(new ImageName("none"), Core.Digest.OfText("none"));
        var unknown = Launch("contract-x") with { Image = nothing };
        await Assert.ThrowsAsync<ForgeException>(() => Target.LaunchAsync(Fleet, unknown, Cancellation));
        Assert.Empty((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
    }

    [Fact]
    public async Task A_reimage_keeps_name_and_address_and_everything_else_begins_anew()
    {
        await EnsureFleetAsync();
        var born = await AdmittedAsync("contract-r");
        var first = Reimage(born.Id, "first");
        await Assert.ThrowsAsync<TargetException>(() => Target.ReimageAsync(Fleet, first, Cancellation));
        Assert.Equal(Health.Status, await StatusAsync());
        await Target.DrainAsync(Fleet, born.Id, Cancellation);
        await UntilAsync(born.Id, seen => seen.Service == ServiceState.Drained);

        await Target.ReimageAsync(Fleet, first, Cancellation);
        var fresh = (await FindAsync(born.Id))!;
        Assert.Equal(
            (first.Token, Image, born.Address, true, ServiceState.Unregistered),
            (fresh.LaunchToken, fresh.Image, fresh.Address, fresh.Running, fresh.Service));
        Assert.True(fresh.LaunchedAt > born.LaunchedAt);
        Assert.False(fresh.Sensor.IsHealthy, "what the old system said last counts for the new one");
        Assert.NotEqual(Health.Status, await StatusAsync());
        await Assert.ThrowsAsync<TargetException>(() => Target.AdmitAsync(Fleet, born.Id, Cancellation));

        // The same token again is the same reimage, another one another.
        await Target.ReimageAsync(Fleet, first, Cancellation);
        Assert.Equal(fresh.LaunchedAt, (await FindAsync(born.Id))!.LaunchedAt);
        var second = Reimage(born.Id, "second");
        await Target.ReimageAsync(Fleet, second, Cancellation);
        var again = (await FindAsync(born.Id))!;
        Assert.Equal((second.Token, born.Address), (again.LaunchToken, again.Address));
        Assert.True(again.LaunchedAt > fresh.LaunchedAt);

        await Target.RegisterAsync(Fleet, born.Id, Cancellation);
        var well = await UntilAsync(born.Id, seen => seen is { App.IsHealthy: true, Sensor.IsHealthy: true });
        Assert.True(well.LastBeatAt > again.LaunchedAt);
        Assert.NotEqual(Health.Status, await StatusAsync());
        await Target.AdmitAsync(Fleet, born.Id, Cancellation);
        Assert.Equal(Health.Status, await StatusAsync());

        // One that ended by itself gets a new disk as well.
        await Target.DrainAsync(Fleet, born.Id, Cancellation);
        Kill(well);
        await Target.ReimageAsync(Fleet, Reimage(born.Id, "third"), Cancellation);
        var revived = (await FindAsync(born.Id))!;
        Assert.Equal(
            (true, born.Address, ServiceState.Unregistered), (revived.Running, revived.Address, revived.Service));
        await Assert.ThrowsAsync<TargetException>(
            () => Target.ReimageAsync(Fleet, Reimage(new InstanceId("contract-nobody"), "x"), Cancellation));
    }

    [Fact]
    public async Task An_isolated_instance_runs_on_and_nothing_reaches_it_or_hears_of_it()
    {
        await EnsureFleetAsync();
        var born = await AdmittedAsync("contract-i");
        Assert.False(born.Isolated);
        Assert.Equal(Health.Status, await AskDirectlyAsync(born));

        await Target.IsolateAsync(Fleet, born.Id, Cancellation);
        await Target.IsolateAsync(Fleet, born.Id, Cancellation);
        var cut = (await FindAsync(born.Id))!;
        Assert.Equal((true, true, born.LaunchToken), (cut.Isolated, cut.Running, cut.LaunchToken));
        Assert.True(cut.Service is ServiceState.Unregistered or ServiceState.Drained, $"{cut}");
        Assert.False(cut.App.IsHealthy);
        Assert.Null(await AskDirectlyAsync(born));
        Assert.NotEqual(Health.Status, await StatusAsync());

        // Nothing brings it back; its silence is its own.
        await Assert.ThrowsAsync<TargetException>(() => Target.RegisterAsync(Fleet, born.Id, Cancellation));
        await Assert.ThrowsAsync<TargetException>(() => Target.AdmitAsync(Fleet, born.Id, Cancellation));
        await Assert.ThrowsAsync<TargetException>(
            () => Target.ReimageAsync(Fleet, Reimage(born.Id, "late"), Cancellation));
        var silent = await UntilAsync(born.Id, seen => seen.SensorIsSilent);
        Assert.Equal((true, true), (silent.Isolated, silent.Running));
        Assert.Null(await AskDirectlyAsync(born));

        await Target.TerminateAsync(Fleet, born.Id, Cancellation);
        Assert.Empty((await Target.ObserveAsync(Fleet, Cancellation)).Instances);
    }

    protected async Task<InstanceView> AdmittedAsync(string instance)
    {
        var launch = Launch(instance);
        await Target.LaunchAsync(Fleet, launch, Cancellation);
        await Target.RegisterAsync(Fleet, launch.Instance, Cancellation);
        var born = await UntilAsync(
            launch.Instance, seen => seen is { App.IsHealthy: true, Sensor.IsHealthy: true });
        await Target.AdmitAsync(Fleet, launch.Instance, Cancellation);
        return born;
    }

    protected RotationCommand.Reimage Reimage(InstanceId instance, string token) =>
        new(instance, Image, 0, 1, $"{token}-of-{instance}", "the contract");

    protected Task EnsureFleetAsync() =>
        Target.EnsureFleetAsync(
            new RotationPolicy { Fleet = Fleet, Image = Image.Image, Desired = 1 }, Health, Cancellation);

    protected RotationCommand.Launch Launch(string instance) =>
        new(new InstanceId(instance), Image, 0, 1, $"token-of-{instance}", null, "the contract");

    protected async Task<InstanceView?> FindAsync(InstanceId instance) =>
        (await Target.ObserveAsync(Fleet, Cancellation)).Instances.FirstOrDefault(seen => seen.Id == instance);

    protected async Task<InstanceView> UntilAsync(InstanceId instance, Predicate<InstanceView> condition)
    {
        InstanceView? last = null;
        await WaitAsync(
            BootMax, async () => (last = await FindAsync(instance)) is { } seen && condition(seen),
            () => $"last seen: {last}");
        return last!;
    }
}
