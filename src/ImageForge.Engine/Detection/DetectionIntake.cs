using System.Collections.Concurrent;
using ImageForge.Core.Detection;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Rotations;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Detection;

/// <summary>
/// Takes what sensors report: finds whose it is, decides by the fleet's schedule, and keeps both in the fleet's journal
/// in one append. What follows from a mark is the rotation's; whoever dies here has said all or nothing.
/// </summary>
/// <param name="policyOf">A fleet's schedule in force; null if it has none.</param>
public sealed class DetectionIntake(
    IJournal journal, IFleetTarget target, Func<FleetName, RotationPolicy?> policyOf, TimeProvider time,
    ILogger<DetectionIntake> logger) : IDisposable
{
    private readonly RotationJournal _rotations = new(journal);
    private readonly DetectionJournal _detections = new(journal);
    private readonly StrangerBook _strangers = new(journal, time);
    private readonly InstanceFinder _finder = new(journal, new RotationJournal(journal), target, time);
    private readonly ConcurrentDictionary<FleetName, DetectionGate> _gates = new();

    /// <summary>
    /// One outcome for each, in order. If one of them speaks of an instance that is not its sender's, nothing of all
    /// of them has any effect.
    /// </summary>
    /// <exception cref="ForgeException">A fleet's journal was changed by hand (Integrity).</exception>
    public async Task<IReadOnlyList<DetectionOutcome>> ReceiveAsync(
        IReadOnlyList<ReportedDetection> detections, DetectionSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(detections);
        ArgumentNullException.ThrowIfNull(source);
        var owners = new List<(FleetName Fleet, InstanceId Instance)?>(detections.Count);
        foreach (var detection in detections)
        {
            owners.Add((detection.Instance ?? source.Only?.Value) is { } name
                ? await _finder.FindAsync(name, cancellationToken)
                : null);
        }

        if (source.Only is { } own && Foreign(detections, owners, own) is { } foreign)
        {
            DetectionLog.NotYours(logger, own, PrintableText.Of(foreign, 100));
            return [.. detections.Select(_ => new DetectionOutcome(
                DetectionOutcomeState.NotYours, $"{own} may report what it sees of itself only"))];
        }

        var outcomes = new List<DetectionOutcome>(detections.Count);
        foreach (var (detection, owner) in detections.Zip(owners))
        {
            outcomes.Add(owner is { } found
                ? await TakeAsync(found.Fleet, found.Instance, detection, source, cancellationToken)
                : await RefuseAsync(detection, source, cancellationToken));
        }

        return outcomes;
    }

    /// <summary>Says in the journal what was counted only; at most an entry a minute for each fleet.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        foreach (var gate in _gates.Values)
        {
            await gate.EnterAsync(cancellationToken);
            try
            {
                var now = time.GetUtcNow();
                if (gate.IsDue(now))
                {
                    await AppendAsync(
                        gate.Fleet, [new RotationEvent.DetectionsCounted(gate.Repeated, gate.Dropped)],
                        cancellationToken);
                    DetectionLog.Counted(logger, gate.Fleet, gate.Repeated, gate.Dropped);
                    gate.Said(now);
                }
            }
            finally
            {
                gate.Leave();
            }
        }
    }

    public void Dispose()
    {
        _finder.Dispose();
        foreach (var gate in _gates.Values)
        {
            gate.Dispose();
        }
    }

    // Whom a report names that is not its sender; null if it names nobody else. What nobody knows is not its own.
    private static string? Foreign(
        IReadOnlyList<ReportedDetection> detections, List<(FleetName Fleet, InstanceId Instance)?> owners,
        InstanceId own) =>
        detections.Zip(owners)
            .Where(pair => pair.First.Instance is { } named && named != own.Value && pair.Second?.Instance != own)
            .Select(pair => pair.First.Instance).FirstOrDefault();

    private async Task<DetectionOutcome> RefuseAsync(
        ReportedDetection detection, DetectionSource source, CancellationToken cancellationToken)
    {
        await _strangers.KeepAsync(detection, source, cancellationToken);
        return new DetectionOutcome(
            DetectionOutcomeState.Unknown,
            detection.Instance is { } name ? $"no instance is known as {name}" : "it names no instance");
    }

    private async Task<DetectionOutcome> TakeAsync(
        FleetName fleet, InstanceId instance, ReportedDetection detection, DetectionSource source,
        CancellationToken cancellationToken)
    {
        var gate = _gates.GetOrAdd(fleet, name => new DetectionGate(name));
        await gate.EnterAsync(cancellationToken);
        try
        {
            var name = DetectionName.Of(instance, detection);
            return gate.Recall(name)
                ?? await DecideAsync(gate, name, instance, detection, source, cancellationToken);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task<DetectionOutcome> DecideAsync(
        DetectionGate gate, string name, InstanceId instance, ReportedDetection detection, DetectionSource source,
        CancellationToken cancellationToken)
    {
        var ledger = await _detections.ReadAsync(gate.Fleet, cancellationToken);
        if (ledger.Find(name) is { } known)
        {
            var same = OutcomeOf(gate.Fleet, known.Event, DetectionOutcomeState.Known);
            gate.Repeat(name, same);
            return same;
        }

        var history = (await _rotations.ReadAsync(gate.Fleet, cancellationToken)).History;
        var decision = DetectionDecision.Of(
            policyOf(gate.Fleet), detection, instance, history.Of(instance), ledger, time.GetUtcNow());
        if (!decision.Taken && !gate.TryEnter(time.GetUtcNow()))
        {
            return new DetectionOutcome(
                DetectionOutcomeState.Counted,
                $"more than {DetectionGate.EntriesAMinute} a minute in this fleet: it was counted only")
            {
                Detection = name, Fleet = gate.Fleet, Instance = instance,
            };
        }

        var detected = new RotationEvent.Detected(
            instance, name, detection.Sensor, detection.Rule, string.Join(' ', detection.Techniques),
            detection.Severity, detection.At, detection.Summary, decision.Action, decision.Taken, decision.Reason,
            source.By);

        // The detection and its mark together: a process that died between them would leave an attack that nothing
        // follows from, and a detection that is known is not decided again.
        await AppendAsync(
            gate.Fleet,
            decision.Mark is { } mark
                ? [detected, new RotationEvent.Marked(instance, mark, MarkText(detection, name))]
                : [detected],
            cancellationToken);
        Tell(gate.Fleet, detected, decision);
        var outcome = OutcomeOf(gate.Fleet, detected, DetectionOutcomeState.Recorded);
        gate.Remember(name, outcome);
        return outcome;
    }

    private async Task AppendAsync(
        FleetName fleet, IReadOnlyList<RotationEvent> events, CancellationToken cancellationToken)
    {
        var record = await _rotations.ReadAsync(fleet, cancellationToken);
        var run = record.History is { IsUnderWay: true, Rotation: { } rotation } ? rotation.Value : fleet.Value;
        await _rotations.AppendAsync(fleet, record, [.. events.Select(news => (run, news))], cancellationToken);
    }

    private static string MarkText(ReportedDetection detection, string name)
    {
        var technique = detection.Techniques.IsEmpty ? "" : $" ({detection.Techniques[0]})";
        return $"{detection.Sensor}: {detection.Rule}{technique}, detection {name}";
    }

    private void Tell(FleetName fleet, RotationEvent.Detected detected, DetectionDecision decision)
    {
        if (decision.Taken)
        {
            DetectionLog.Taken(logger, detected.Instance, fleet, decision.Action, detected.Sensor, detected.Rule);
        }
        else if (decision.IsHeld)
        {
            DetectionLog.Held(logger, detected.Instance, fleet, detected.Sensor, detected.Rule, decision.Reason);
        }
        else
        {
            DetectionLog.Reported(logger, detected.Instance, fleet, detected.Sensor, detected.Rule, decision.Reason);
        }
    }

    private static DetectionOutcome OutcomeOf(
        FleetName fleet, RotationEvent.Detected detected, DetectionOutcomeState state) =>
        new(state, detected.Decision)
        {
            Detection = detected.Detection,
            Fleet = fleet,
            Instance = detected.Instance,
            Action = detected.Action,
            Taken = detected.Taken,
        };
}
