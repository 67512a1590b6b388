using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Builds;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageForge.EndToEnd.Tests.Rotations;

/// <summary>
/// A rotation of real machines once more, on the simulated cloud: from the same journal and the same look, at the same
/// time, to the same image, by the same policy.
/// </summary>
internal static class SimulatedTwin
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>What the simulated rotation writes to its journal.</summary>
    /// <param name="before">A look just before the real one began.</param>
    /// <param name="known">The journal of the fleet up to the start of the real one, that start included.</param>
    public static List<RotationEvent> EventsOf(
        FleetStage stage, RotationPolicy policy, FleetSnapshot before,
        IReadOnlyList<(RotationEvent Event, DateTimeOffset At)> known)
    {
        var time = new VirtualTime(known[0].At);
        var leases = new MemoryLeases(time);
        var journal = new MemoryJournal(leases, time);
        Remember(journal, time, policy.Fleet, known.SkipLast(1));
        var started = (RotationEvent.Started)known[^1].Event;
        time.Advance(known[^1].At - time.GetUtcNow());
        var cloud = new SimulatedCloud(new SimulationSettings { Zones = before.Zones }, time);
        cloud.Publish(stage.Old.Id);
        cloud.Publish(stage.New.Id);
        cloud.Populate(policy, before.Instances);
        var artifacts = new BuiltArtifacts(new ArtifactStore(stage.State));
        var engine = new RotationEngine(
            new SimulatedFleetTarget(cloud, time), journal, artifacts, leases, time,
            NullLogger<RotationEngine>.Instance);
        var last = time.Run(() => LastAsync(started.RollbackOf is not null
            ? engine.RollBackAsync(policy, "the twin", None)
            : engine.RunAsync(policy, artifacts.Find(started.Image), "the twin", None)));
        Assert.Equal(PassEnd.Complete, last.End);
        return time.Run(() => ReadAsync(journal, policy.Fleet, known.Count - 1));
    }

    private static void Remember(
        MemoryJournal journal, VirtualTime time, FleetName fleet,
        IEnumerable<(RotationEvent Event, DateTimeOffset At)> known)
    {
        var record = RotationRecord.Empty;
        var rotations = new RotationJournal(journal);
        foreach (var (happened, at) in known)
        {
            time.Advance(at - time.GetUtcNow());
            record = time.Run(() => rotations.AppendAsync(fleet, "before", record, happened, None));
        }
    }

    private static async Task<RotationPass> LastAsync(IAsyncEnumerable<RotationPass> passes)
    {
        RotationPass? last = null;
        await foreach (var pass in passes)
        {
            last = pass;
        }

        return last!;
    }

    private static async Task<List<RotationEvent>> ReadAsync(MemoryJournal journal, FleetName fleet, int after) =>
        [
            .. (await journal.ReadAsync(RotationJournal.ChainOf(fleet), after, None).ToListAsync(None))
                .Select(entry => RotationEventText.Read(entry.Data)),
        ];

    // Under a clock of its own nothing may wait for a disk: what the catalog would say is known here.
    private sealed class BuiltArtifacts(ArtifactStore store) : IArtifacts
    {
        public ImageArtifact Find(ArtifactId id) => store.At(id.PlanDigest)! with { State = ImageState.Released };

        public Task<ImageArtifact?> FindAsync(ArtifactId id, CancellationToken cancellationToken) =>
            Task.FromResult<ImageArtifact?>(Find(id));

        public Task<ImageRevocation?> RevocationOfAsync(ArtifactId id, CancellationToken cancellationToken) =>
            Task.FromResult<ImageRevocation?>(null);
    }
}
