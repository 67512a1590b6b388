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
