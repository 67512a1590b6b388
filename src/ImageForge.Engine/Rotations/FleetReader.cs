using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Fleets for whoever wants to see them: the interface, the page. Looks are shared, and what the planner makes of one
/// is worked out once. Changes and records nothing.
/// </summary>
public sealed class FleetReader(SharedLooks looks, IJournal journal, ImageCatalog images, TimeProvider time)
{
    private readonly RotationJournal _journal = new(journal);
    private readonly ConcurrentDictionary<FleetName, FleetPortrait> _last = new();

    /// <summary>The fleets that are there.</summary>
    /// <exception cref="TargetException">The target does not answer.</exception>
    public Task<IReadOnlyList<FleetName>> ListAsync(CancellationToken cancellationToken) =>
        looks.ListAsync(cancellationToken);

    /// <summary>The fold of a fleet's journal.</summary>
    /// <exception cref="ForgeException">It was changed by hand (Integrity).</exception>
    public Task<RotationRecord> RecordAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _journal.ReadAsync(fleet, cancellationToken);

    /// <summary>Every rotation of a fleet, the latest last.</summary>
    /// <exception cref="ForgeException">Its journal was changed by hand (Integrity).</exception>
    public Task<RotationLedger> LedgerAsync(FleetName fleet, CancellationToken cancellationToken) =>
        _journal.LedgerAsync(fleet, cancellationToken);

    /// <summary>Every fleet that has, or had, a journal.</summary>
    public Task<IReadOnlyList<FleetName>> JournaledAsync(CancellationToken cancellationToken) =>
        RotationJournal.ListAsync(journal, cancellationToken);

    /// <summary>A fleet that is there.</summary>
    /// <param name="policy">What its schedule says; null: it has none that is right.</param>
    /// <exception cref="ForgeException">It is not there (NotFound), or its journal cannot be trusted.</exception>
    /// <exception cref="TargetException">It cannot be seen.</exception>
    public async Task<FleetPortrait> ReadAsync(
        FleetName fleet, RotationPolicy? policy, CancellationToken cancellationToken)
    {
        var known = await looks.ListAsync(cancellationToken);
        if (!known.Contains(fleet))
        {
            throw new ForgeException(
                ForgeError.NotFound, $"there is no fleet {fleet}",
                known.Count > 0
                    ? $"there is {string.Join(", ", known)}"
                    : "start one: `imageforge fleet launch <schedule>`");
        }

        var record = await _journal.ReadAsync(fleet, cancellationToken);
        var snapshot = await looks.LookAsync(fleet, record.LastAt, cancellationToken);
        var target = policy is null ? null : await TargetOfAsync(policy, cancellationToken);
        if (_last.GetValueOrDefault(fleet) is { } last && ReferenceEquals(last.Snapshot, snapshot)
            && ReferenceEquals(last.Record, record) && ReferenceEquals(last.Policy, policy)
            && last.Target?.Id == target?.Id)
        {
            return last;
        }

        return _last[fleet] = Read(snapshot, record, policy, target);
    }

    /// <summary>Everything that can be said of one instance.</summary>
    /// <exception cref="ForgeException">The fleet has no such instance, or no schedule (NotFound).</exception>
    public InstanceExplanation Explain(FleetPortrait reading, InstanceId instance)
    {
        if (reading is not { Policy: { } policy, Plan: { } plan })
        {
            throw new ForgeException(
                ForgeError.NotFound, $"fleet {reading.Snapshot.Fleet} has no schedule that is right, or no image",
                "what an instance waits for follows from both: `imageforge validate`, `imageforge image list`");
        }

        var view = reading.Snapshot.Instances.FirstOrDefault(view => view.Id == instance)
            ?? throw new ForgeException(
                ForgeError.NotFound, $"fleet {reading.Snapshot.Fleet} has no instance {instance}",
                $"it has {reading.Snapshot.Instances.Length}: `imageforge fleet show {reading.Snapshot.Fleet}`");
        return InstanceExplainer.Explain(
            view, reading.GoesTo ?? view.Image, plan, reading.History, policy, time.GetUtcNow());
    }

    private FleetPortrait Read(
        FleetSnapshot snapshot, RotationRecord record, RotationPolicy? policy, ImageArtifact? target)
    {
        var now = time.GetUtcNow();
        var history = policy is null
            ? record.History
            : RotationObservations.Of(snapshot, record.History, policy, now)
                .Aggregate(record.History, (known, observation) => known.Apply(observation, now));
        var bare = new FleetPortrait
        {
            Snapshot = snapshot, Record = record, History = history, Policy = policy, Target = target,
            Need = policy is null || target is null
                ? null
                : RotationNeed.Of(policy, target.Id, target.BuiltAt, snapshot, history, now),
            Plan = null,
        };
        return policy is null || bare.GoesTo is not { } image
            ? bare
            : new FleetPortrait
            {
                Snapshot = snapshot, Record = record, History = history, Policy = policy, Target = target,
                Need = bare.Need, Plan = RotationPlanner.Plan(policy, image, snapshot, history, now),
            };
    }

    // Who should go can be told only where it is known what the fleet should run.
    private async Task<ImageArtifact?> TargetOfAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            return await images.FindAsync(
                ImageCatalog.ReferenceOf(policy.Image, policy.Channel), cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error is ForgeError.NotFound or ForgeError.Integrity)
        {
            return null;
        }
    }
}
