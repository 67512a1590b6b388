using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// A second opinion on a fleet: counts what is true, not what was seen, and judges every act of a controller by it.
/// Silence of a sensor is no loss here, its failure is.
/// </summary>
internal sealed class FleetTruth(CloudEvents events)
{
    private readonly List<CapacitySample> _samples = [];
    private readonly List<SimulationBreach> _breaches = [];

    // Moments at which an available instance was lost without a controller's doing, or by an act of one that the cloud
    // did late, as far back as looks may be.
    private readonly Queue<TimeSpan> _losses = new();
    private TimeSpan _countedAt;
    private double _surgeHours;
    private int _highest;
    private int? _lowest;
    private int? _lowestAgainstFloor;
    private long? _epoch;

    public int Total { get; private set; }
    public int Available { get; private set; }

    /// <summary>Instances that broke and healed between two looks, and warm up anew: nobody can know.</summary>
    public int SetBackUnseen { get; set; }

    /// <summary>Null until a policy is known.</summary>
    public CapacityLimits? Limits { get; private set; }

    /// <summary>The lease of the latest writer; null before the first that named one.</summary>
    public long? Epoch => _epoch;

    public IReadOnlyList<CapacitySample> Samples => _samples;
    public IReadOnlyList<SimulationBreach> Breaches => _breaches;

    public FleetFigures Figures
    {
        get
        {
            Integrate();
            return new FleetFigures(Total, Available, _lowest, _lowestAgainstFloor, _highest, _surgeHours);
        }
    }

    public void Set(RotationPolicy policy, int desired)
    {
        var limits = CapacityLimits.Of(policy with { Desired = desired });
        if (limits != Limits)
        {
            Integrate();
            Limits = limits;
            Sample();
        }
    }

    public void Count(int total, int available, bool isOurs)
    {
        if (!isOurs)
        {
            for (var lost = 0; lost < -available; lost++)
            {
                _losses.Enqueue(events.Now);
            }
        }

        Integrate();
        (Total, Available) = (Total + total, Available + available);
        Sample();
    }

    /// <summary>An available instance is about to be taken by a controller.</summary>
    public void JudgeTaking(ApiAction action, InstanceId instance, FleetLook? look, bool isLate)
    {
        if (Limits is not { } limits)
        {
            return;
        }

        var floor = Math.Min(limits.Floor, look?.Floor ?? limits.Floor);
        if (Available - 1 < floor)
        {
            var lost = look is null ? 0 : _losses.Count(at => at > look.AsOf) + SetBackUnseen;
            Breach(
                BreachKind.Floor, action, instance,
                $"{Available} available - 1 < floor {floor}; {lost} were lost unseen",
                Available - 1 + lost < floor, isLate);
        }
    }

    /// <summary>An instance is about to be made.</summary>
    public void JudgeMaking(InstanceId instance, FleetLook? look, bool isLate)
    {
        var ceiling = Math.Max(Limits?.Ceiling ?? 0, look?.Ceiling ?? 0);
        if (Limits is not null && Total + 1 > ceiling)
        {
            Breach(
                BreachKind.Ceiling, ApiAction.Launch, instance, $"{Total} in all + 1 > ceiling {ceiling}", true,
                isLate);
        }
    }

    public void JudgeWriter(ApiAction action, InstanceId instance, long? epoch)
    {
        if (epoch < _epoch)
        {
            Breach(BreachKind.StaleWriter, action, instance, $"epoch {epoch} after {_epoch}", true, isLate: false);
        }

        _epoch = epoch > (_epoch ?? long.MinValue) ? epoch : _epoch;
    }

    public void Breach(
        BreachKind kind, ApiAction action, InstanceId instance, string detail, bool isForeseeable, bool isLate) =>
        _breaches.Add(new SimulationBreach(events.Now, kind, action, instance, detail, isForeseeable, isLate));

    private void Integrate()
    {
        var hours = (events.Now - _countedAt).TotalHours;
        _surgeHours += Limits is { } limits ? Math.Max(0, Total - limits.Desired) * hours : 0;
        _countedAt = events.Now;
        while (_losses.TryPeek(out var at) && at < events.Now - (2 * SimulatedInstance.PastMax))
        {
            _losses.Dequeue();
        }
    }

    private void Sample()
    {
        _highest = Math.Max(_highest, Total);
        if (Limits is not { } limits)
        {
            return;
        }

        // A fleet that is still being made is below its floor for a good reason.
        if (_lowest is not null || Available >= limits.Floor)
        {
            _lowest = Math.Min(_lowest ?? int.MaxValue, Available);
            _lowestAgainstFloor = Math.Min(_lowestAgainstFloor ?? int.MaxValue, Available - limits.Floor);
        }

        var sample = new CapacitySample(
            events.Now, Available, Total, limits.Desired, limits.Floor, limits.Ceiling);
        if (_samples.Count > 0 && _samples[^1].At == sample.At)
        {
            _samples[^1] = sample;
        }
        else
        {
            _samples.Add(sample);
        }
    }
}
