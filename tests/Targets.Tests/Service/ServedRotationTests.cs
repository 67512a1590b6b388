using System.Text.Json;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Simulated.Serving;

namespace ImageForge.Targets.Tests.Service;

/// <summary>A service, a simulated cloud, and nobody else.</summary>
[Trait("tier", "long")]
public sealed class ServedRotationTests : IDisposable
{
    private const int Desired = 4;
    private static readonly TimeSpan RingMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(4);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    private static CloudOrder Order => CloudStage.Order with
    {
        Quicker = 40,
        Instances = Desired,
        Fleet = FleetTerms.Of(new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = CloudStage.Image,
            Desired = Desired,
            MinHealthyPercentage = 100,
            MaxHealthyPercentage = 150,
            InstanceWarmup = TimeSpan.FromSeconds(1),
        }),
    };

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task A_bell_rotates_a_fleet_unattended_and_a_kill_in_the_middle_costs_nothing()
    {
        _tree.WriteSchedule();
        await using var cloud = await CloudStage.StartAsync(Order);
        using (var first = await StartAsync(cloud))
        {
            var before = await InstancesAsync(first);
            Assert.Equal(Desired, before.Count);
            Assert.All(before, instance => Assert.Equal("Drift", instance.GetProperty("reason").GetString()));
            await first.UntilLoggedAsync("started: its schedule: 4 Drift", RingMax);
            await first.UntilAsync(RotationMax, async () => await LaunchesAsync(cloud) > 0, "something is launched");
            await first.KillAsync();
        }

        using var second = await StartAsync(cloud);
        await second.UntilAsync(RotationMax, async () => await EndAsync(second) is not null, "it ends");
        Assert.Equal("Complete", await EndAsync(second));
        var after = await InstancesAsync(second);
        Assert.Equal(Desired, after.Count);
        Assert.All(after, instance => Assert.Equal(JsonValueKind.Null, instance.GetProperty("reason").ValueKind));
        Assert.Single(after.Select(instance => instance.GetProperty("image").GetString()).Distinct());

        // Its bell rings on, and there is nothing to do.
        await second.UntilLoggedAsync("its bell rang, nothing is begun: all 4 are on web@", RingMax);
        Assert.Equal(0, (await second.TerminateAsync()).ExitCode);
        var report = await cloud.EndAsync();
        var fleet = Assert.Single(report.Fleets);
        Assert.Empty(fleet.Breaches);
        Assert.Equal(0, fleet.Figures.LowestAgainstFloor);
        Assert.Equal(Desired, report.Counters.Launches);
    }

    private Task<ServiceProcessRun> StartAsync(CloudStage cloud) => ServiceProcessRun.StartAsync(
        _state.Directory.Root, _tree.Root, $"simulated:{cloud.Address}");

    private static async Task<IReadOnlyList<JsonElement>> InstancesAsync(ServiceProcessRun service) =>
        [.. (await service.GetAsync("v1/fleets/web")).GetProperty("instances").EnumerateArray()];

    private static async Task<string?> EndAsync(ServiceProcessRun service) =>
        (await service.GetAsync("v1/fleets/web")).GetProperty("rotation").GetProperty("endedAs").GetString();

    private static async Task<int> LaunchesAsync(CloudStage cloud) =>
        (await cloud.Target().ObserveAsync(new FleetName("web"), TestContext.Current.CancellationToken))
            .Instances.Count(instance => !instance.Id.Value.Contains("old", StringComparison.Ordinal));
}
