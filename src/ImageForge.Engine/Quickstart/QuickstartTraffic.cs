using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Rotations;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Traffic;

namespace ImageForge.Engine.Quickstart;

/// <summary>
/// The witnesses of a quickstart: a load through the load balancer and a prober past it, started together and stopped
/// together.
/// </summary>
internal sealed class QuickstartTraffic : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly LoadGenerator _load;
    private readonly InstanceProber _prober;
    private readonly Task _sending;
    private readonly Task _probing;

    private QuickstartTraffic(LoadGenerator load, InstanceProber prober)
    {
        (_load, _prober) = (load, prober);
        _sending = load.RunAsync(_stop.Token);
        _probing = prober.RunAsync(_stop.Token);
    }

    public LoadReport Load => _load.Report;

    public ProbeReport Probe => _prober.Report;

    public static QuickstartTraffic Start(
        IFleetTarget target, IHeartbeats heartbeats, FleetName fleet, HealthProbe health, Uri endpoint, double rate,
        TimeProvider time) =>
        new(
            new LoadGenerator(new LoadSettings { Address = endpoint, Rate = rate }, time),
            new InstanceProber(token => AddressesAsync(target, fleet, token), health, heartbeats, time));

    /// <summary>Stops both, waiting for requests under way.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending, _probing);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_sending, _probing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _load.Dispose();
        _prober.Dispose();
        _stop.Dispose();
    }

    private static async Task<IReadOnlyList<ProbeAddress>> AddressesAsync(
        IFleetTarget target, FleetName fleet, CancellationToken cancellationToken)
    {
        var snapshot = await target.ObserveAsync(fleet, cancellationToken);
        return
        [
            .. snapshot.Instances
                .Where(instance => instance.Address.Length > 0)
                .Select(instance => new ProbeAddress(instance.Id, instance.Address)),
        ];
    }
}
