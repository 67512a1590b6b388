using ImageForge.Engine.Traffic;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// Load through the load balancer and a prober past it, in the test's own process: no kill reaches them.
/// </summary>
public sealed class FleetWitness : IAsyncDisposable
{
    private const double Rate = 20;
    private readonly CancellationTokenSource _stop = new();
    private readonly LoadGenerator _load;
    private readonly InstanceProber _prober;
    private readonly Task _work;

    private FleetWitness(FleetStage stage, Uri endpoint)
    {
        _load = new LoadGenerator(new LoadSettings { Address = endpoint, Rate = Rate }, TimeProvider.System);
        _prober = new InstanceProber(AddressesAsync, stage.New.Health!, stage.Heartbeats, TimeProvider.System);
        _work = Task.WhenAll(_load.RunAsync(_stop.Token), _prober.RunAsync(_stop.Token));

        async Task<IReadOnlyList<ProbeAddress>> AddressesAsync(CancellationToken cancellationToken)
        {
            var snapshot = await stage.Target.ObserveAsync(stage.Fleet, cancellationToken);
            return
            [
                .. snapshot.Instances.Where(instance => instance.Address.Length > 0)
                    .Select(instance => new ProbeAddress(instance.Id, instance.Address)),
            ];
        }
    }

    public static async Task<FleetWitness> StartAsync(FleetStage stage)
    {
        var endpoint = await stage.Target.EndpointAsync(stage.Fleet, TestContext.Current.CancellationToken);
        return new FleetWitness(stage, endpoint!);
    }

    /// <summary>
    /// Stops both and holds them to: no request failed, none was left out, three served at every look.
    /// </summary>
    public async Task AssertNothingWasLostAsync(int floor)
    {
        await _stop.CancelAsync();
        await _work;
        var (load, probe) = (_load.Report, _prober.Report);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{load.Sent} sent, {load.Failed} failed, p99 {load.Latency.P99} ms; "
            + $"lowest serving {probe.LowestServing} in {probe.Rounds} looks");
        Assert.True(
            load.Failed == 0, string.Join('\n', load.FirstFailures.Select(failure => $"{failure.At} {failure.Cause}")));
        Assert.InRange(load.Sent, load.Expected * 0.98, load.Expected * 1.02);
        Assert.True(probe.LowestServing >= floor, $"{probe.LowestServing} served at {probe.LowestRound?.At}");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _load.Dispose();
        _prober.Dispose();
        _stop.Dispose();
    }
}
