using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// One simulated cloud as several processes see it, behind whatever carries their calls. Its time is real; it lives as
/// long as the process that holds it.
/// </summary>
public sealed class ServedCloud
{
    private const int IdLength = 8;
    private const int ImagesMax = 10_000;
    private static readonly TimeSpan PresentAge = TimeSpan.FromDays(7);

    private readonly SimulatedCloud _cloud;
    private readonly CloudInterface _interface;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly CloudCard _card;
    private readonly ConcurrentDictionary<ArtifactId, DateTimeOffset> _registered = new();

    /// <exception cref="ForgeException">The order names a fault, a rate or limits that there are not
    /// (Usage).</exception>
    public ServedCloud(CloudOrder order, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(time);
        (_time, _startedAt) = (time, time.GetTimestamp());
        var settings = order.Settings();
        _cloud = new SimulatedCloud(settings, time);
        _interface = new CloudInterface(_cloud, time);
        foreach (var image in order.Images)
        {
            _cloud.Publish(SimulatedArtifacts.PresentOf(image));
            _cloud.Publish(SimulatedArtifacts.NextOf(image));
        }

        Populate(order);
        var now = time.GetUtcNow();
        foreach (var image in _cloud.Images)
        {
            _registered[image] = now - AgeOf(image);
        }

        _card = new CloudCard(
            Guid.NewGuid().ToString("N")[..IdLength], now, order.Seed, settings.Limits.Name, settings.TenantShare, []);
    }

    /// <summary>What every call names it by; made anew each time a server starts.</summary>
    public string Id => _card.Id;

    /// <summary>What it is, with the images that it knows by now.</summary>
    public CloudCard Card => _card with
    {
        Images =
        [
            .. _registered.Select(known => new CloudImage(known.Key, known.Value)).OrderBy(image => image.BuiltAt),
        ],
    };

    /// <summary>Makes an image known, as a cloud's RegisterImage does: from now on it can be launched.</summary>
    /// <exception cref="TargetException">It knows too many.</exception>
    public void Register(CloudImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (_registered.Count >= ImagesMax && !_registered.ContainsKey(image.Id))
        {
            throw new TargetException($"this simulated cloud knows {ImagesMax} images and takes no more");
        }

        _registered[image.Id] = image.BuiltAt;
        _cloud.Publish(image.Id);
    }

    public ImmutableArray<FleetEntry> Fleets =>
        [.. _cloud.Fleets.Select(fleet => new FleetEntry(fleet, _cloud.IsUp(fleet)))];

    public void Ensure(FleetTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        _cloud.Ensure(terms.Policy());
    }

    /// <exception cref="TargetException">It still has instances.</exception>
    public void Remove(FleetName fleet) => _cloud.Remove(fleet);

    /// <exception cref="TargetException">The look is refused; transient.</exception>
    public async Task<LookAnswer> LookAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var (snapshot, look) = await _interface.LookAsync(fleet, cancellationToken);
        return new LookAnswer(snapshot, look);
    }

    /// <summary>Does an act. It was sent, so it is done whether or not its sender still waits.</summary>
    /// <param name="fleet">Whose instance is meant.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="waiting">Ends when nobody waits for the answer any more.</param>
    /// <returns>False if the sender must not hear that it was done.</returns>
    /// <exception cref="TargetException">It is refused.</exception>
    /// <exception cref="ForgeException">There is no such image (NotFound).</exception>
    public async Task<bool> ActAsync(FleetName fleet, ActRequest request, CancellationToken waiting)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return await _interface.DoAsync(request.In(fleet), CancellationToken.None, waiting) == CallAnswer.Done;
        }
        catch (OperationCanceledException) when (waiting.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Ends an instance as if it had died by itself; does nothing if it is not there.</summary>
    public void End(InstanceId instance) => _cloud.Kill(instance);

    /// <summary>True if a user's request to the fleet is answered well.</summary>
    public bool Serves(FleetName fleet) => _cloud.Serves(fleet);

    public CloudReport Report() => new(
        Id, _time.GetElapsedTime(_startedAt), _cloud.Counters, [.. _cloud.KnownFleets.Select(ReportOf)]);

    private FleetReport ReportOf(FleetName fleet)
    {
        var breaches = _cloud.BreachesOf(fleet);
        return new FleetReport(
            fleet, _cloud.FiguresOf(fleet), _cloud.EpochOf(fleet), [.. breaches.Take(FleetReport.BreachesMax)],
            breaches.Length);
    }

    private void Populate(CloudOrder order)
    {
        if (order.Fleet?.Policy() is not { } policy)
        {
            return;
        }

        if (!order.Views.IsDefaultOrEmpty)
        {
            _cloud.Populate(policy, order.Views);
        }
        else if (order.Instances > 0)
        {
            _cloud.Populate(
                policy, SimulatedArtifacts.PresentOf(policy.Image), order.Instances,
                number => SimulatedArtifacts.AgeOf(number, order.Instances, policy.MaxAge));
        }
    }

    private static TimeSpan AgeOf(ArtifactId image) =>
        image == SimulatedArtifacts.NextOf(image.Image) ? SimulatedArtifacts.NextAge : PresentAge;
}
