using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Detection;

/// <summary>
/// What detections there were in a fleet, and what became of those they took: a fold over all events of its journal.
/// </summary>
public sealed record DetectionLedger
{
    /// <summary>Detections kept, the latest; what is older is in the journal.</summary>
    public const int RecordsMax = 1000;

    /// <summary>Incidents kept, the latest.</summary>
    public const int IncidentsMax = 200;

    public static readonly DetectionLedger Empty = new();

    private DetectionLedger() { }

    /// <summary>In the order in which they came in.</summary>
    public ImmutableList<DetectionRecord> Records { get; private init; } = [];

    /// <summary>In the order in which they were taken.</summary>
    public ImmutableList<DetectionIncident> Incidents { get; private init; } = [];

    /// <summary>Reports of what was known already.</summary>
    public long Repeated { get; private init; }

    /// <summary>Detections that were counted only, because too many came at once.</summary>
    public long Dropped { get; private init; }

    // Those of an hour are asked for; there may be more of them than incidents are kept of a fleet of thousands.
    private ImmutableQueue<(InstanceId Instance, DateTimeOffset At)> Taken { get; init; } =
        ImmutableQueue<(InstanceId, DateTimeOffset)>.Empty;

    private ImmutableDictionary<string, DetectionRecord> Names { get; init; } =
        ImmutableDictionary.Create<string, DetectionRecord>(StringComparer.Ordinal);

    /// <summary>A detection by its name; null if it is not known, or not any more.</summary>
    public DetectionRecord? Find(string name) => Names.GetValueOrDefault(name);

    /// <summary>Whom detections have taken after a time.</summary>
    public IReadOnlySet<InstanceId> TakenSince(DateTimeOffset time) =>
        Taken.Where(taken => taken.At > time).Select(taken => taken.Instance).ToHashSet();

    public DetectionLedger Apply(RotationEvent news, DateTimeOffset at) => news switch
    {
        RotationEvent.Detected detected => Detect(detected, at),
        RotationEvent.DetectionsCounted counted => this with
        {
            Repeated = Repeated + counted.Repeated, Dropped = Dropped + counted.Dropped,
        },
        _ when Incidents.IsEmpty => this,
        RotationEvent.LaunchBegan { InPlace: false } launch => Await(launch.Instance, launch.Replaces),
        RotationEvent.LaunchBegan launch => With(
            launch.Instance, incident => incident with { Replacement = launch.Instance }),
        RotationEvent.LaunchFailed failed => Abandon(failed.Instance),
        RotationEvent.LaunchAbandoned abandoned => Abandon(abandoned.Instance),
        RotationEvent.CommandBegan { Command: CommandKind.Drain } drain => With(
            drain.Instance, incident => incident with { OutOfServiceAt = incident.OutOfServiceAt ?? at }),
        RotationEvent.CommandDone { Command: CommandKind.Isolate } isolated => With(
            isolated.Instance,
            incident => incident with
            {
                OutOfServiceAt = incident.OutOfServiceAt ?? at, IsolatedAt = incident.IsolatedAt ?? at,
            }),
        RotationEvent.CommandDone { Command: CommandKind.Terminate } removed => With(
            removed.Instance, incident => incident with { RemovedAt = incident.RemovedAt ?? at }),
        RotationEvent.CommandDone { Command: CommandKind.Admit } admitted => Serve(admitted.Instance, at),
        RotationEvent.EvidenceKept kept => With(
            kept.Instance,
            incident => incident with { EvidenceAt = at, Evidence = kept.Copy, EvidenceSha256 = kept.Sha256 }),
        _ => this,
    };

    private DetectionLedger Detect(RotationEvent.Detected detected, DateTimeOffset at)
    {
        // Two processes may have said the same at once.
        if (Names.ContainsKey(detected.Detection))
        {
            return this;
        }

        var record = new DetectionRecord(detected, at);
        var next = this with { Records = Records.Add(record), Names = Names.Add(detected.Detection, record) };
        if (next.Records.Count > RecordsMax)
        {
            next = next with
            {
                Records = next.Records.RemoveAt(0), Names = next.Names.Remove(next.Records[0].Event.Detection),
            };
        }

        return detected.Taken ? next.Take(detected, at) : next;
    }

    private DetectionLedger Take(RotationEvent.Detected detected, DateTimeOffset at)
    {
        var taken = Taken;
        while (!taken.IsEmpty && at - taken.Peek().At > TimeSpan.FromHours(1))
        {
            taken = taken.Dequeue();
        }

        var next = this with { Taken = taken.Enqueue((detected.Instance, at)) };
        if (Incidents.Exists(incident => incident.Instance == detected.Instance && incident.RemovedAt is null))
        {
            return next;
        }

        var incidents = Incidents.Add(
            new DetectionIncident(detected.Instance, detected.Detection, detected.SeenAt, at));
        return next with { Incidents = incidents.Count > IncidentsMax ? incidents.RemoveAt(0) : incidents };
    }

    // A launch that names whom it replaces stands for that one; others for whoever waits longest.
    private DetectionLedger Await(InstanceId launched, InstanceId? replaces)
    {
        var waiting = Incidents.FindIndex(incident => incident is { Replacement: null, RemovedAt: null }
            && (replaces is null || incident.Instance == replaces));
        return waiting < 0
            ? this
            : this with
            {
                Incidents = Incidents.SetItem(waiting, Incidents[waiting] with { Replacement = launched }),
            };
    }

    private DetectionLedger Abandon(InstanceId launched) =>
        Stand(launched, incident => incident with { Replacement = null });

    private DetectionLedger Serve(InstanceId launched, DateTimeOffset at) =>
        Stand(launched, incident => incident with { ReplacedAt = incident.ReplacedAt ?? at });

    private DetectionLedger Stand(InstanceId launched, Func<DetectionIncident, DetectionIncident> change)
    {
        var place = Incidents.FindIndex(incident => incident.Replacement == launched);
        return place < 0
            ? this
            : this with { Incidents = Incidents.SetItem(place, change(Incidents[place])) };
    }

    private DetectionLedger With(InstanceId instance, Func<DetectionIncident, DetectionIncident> change)
    {
        var place = Incidents.FindLastIndex(incident => incident.Instance == instance);
        return place < 0 ? this : this with { Incidents = Incidents.SetItem(place, change(Incidents[place])) };
    }
}
