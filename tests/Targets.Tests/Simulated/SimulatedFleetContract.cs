using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>The contract on modelled instances; their minutes pass in no time.</summary>
public sealed class SimulatedFleetContract : FleetTargetContract
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly VirtualTime _time = new();
    private readonly SimulatedCloud _cloud;

    public SimulatedFleetContract()
    {
        _cloud = new SimulatedCloud(new SimulationSettings(), _time);
        _cloud.Publish(Image);
        Target = new PumpedTarget(new SimulatedFleetTarget(_cloud, _time), _time);
    }

    protected override IFleetTarget Target { get; }
    protected override ArtifactId Image => CloudBench.New;
    protected override HealthProbe Health => new(80, "/healthz");

    protected override void Kill(InstanceView instance) => _cloud.Kill(instance.Id);

    protected override async Task WaitAsync(TimeSpan limit, Func<Task<bool>> condition, Func<string> state)
    {
        for (var end = _time.Elapsed + limit; !await condition(); _time.Advance(Step))
        {
            Assert.True(_time.Elapsed < end, state());
        }
    }

    protected override Task<int> StatusAsync() => Task.FromResult(_cloud.Serves(Fleet) ? Health.Status : 503);

    protected override async Task<int?> AskDirectlyAsync(InstanceView instance) =>
        await FindAsync(instance.Id) is { Isolated: false, App.IsHealthy: true } ? Health.Status : null;
}
