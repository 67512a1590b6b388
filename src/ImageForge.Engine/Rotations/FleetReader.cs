using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Overview;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Fleets for whoever wants to see them: the interface, the pages. Readers share looks, and what the planner makes of
/// one is worked out once, so that fifty readers cost a target what one does. Changes and records nothing, and nothing
/// is decided from it: a pass looks for itself.
/// </summary>
public sealed class FleetReader(
    RotationEngine engine, IFleetTarget target, IJournal journal, ImageCatalog images, ScheduleBook book,
    TimeProvider time)
{
    /// <summary>How old a look may be that is shown; what is shown says when it was taken.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(15);

    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(30);

    private readonly RotationJournal _journal = new(journal);
    private readonly ConcurrentDictionary<FleetName, SharedAnswer<FleetSight>> _sights = new();
    private readonly SharedAnswer<ImmutableArray<FleetName>> _fleets = new(
        async token => [.. await new TargetCall(time).RunAsync(target.ListFleetsAsync, token)],
        Fresh, AgeMax, LookMax, time);

    /// <summary>The fleets that are there.</summary>
    /// <exception cref="TargetException">The target does not answer.</exception>
    public Task<ImmutableArray<FleetName>> ListAsync(CancellationToken cancellationToken) =>
        _fleets.GetAsync(cancellationToken);

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

    /// <summary>What is known of a fleet without a look at it.</summary>
    /// <exception cref="ForgeException">Its journal was changed by hand (Integrity).</exception>
    public async Task<FleetSight> KnownAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var policy = book.Of(fleet);
        var current = policy is null ? null : await CurrentAsync(policy, cancellationToken);
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        return new FleetSight
        {
            Fleet = fleet,
            Runs = false,
            Policy = policy,
            ScheduleFault = book.Faults.GetValueOrDefault(fleet.Value),
            Current = current?.Id,
            CurrentBuiltAt = current?.BuiltAt,
            History = record.History,
            Entries = record.Entries,
        };
    }

    /// <summary>A fleet that is there, with one look at it: never older than the last entry of its journal.</summary>
    /// <exception cref="ForgeException">It is not there (NotFound), cannot be seen (External), or its journal cannot be
    /// trusted (Integrity).</exception>
    /// <exception cref="TargetException">The target does not answer.</exception>
    public async Task<FleetSight> ReadAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var running = await ListAsync(cancellationToken);
        var record = await _journal.ReadAsync(fleet, cancellationToken);
        if (!running.Contains(fleet) && !record.History.IsUnderWay)
        {
            _sights.TryRemove(fleet, out _);
            throw new ForgeException(
                ForgeError.NotFound, $"there is no fleet {fleet}",
                running.IsEmpty
                    ? "start one: `imageforge fleet launch <schedule>`"
                    : $"there is {string.Join(", ", running)}");
        }

        var sight = await _sights.GetOrAdd(
                fleet, name => new SharedAnswer<FleetSight>(
                    async token => await engine.SeeAsync(
                        await KnownAsync(name, token) with { Runs = true }, token),
                    Fresh, AgeMax, LookMax, time))
            .GetAsync(record.LastAt, cancellationToken);

        // As it is where that is so: a copy would have to find its steps anew.
        return running.Contains(fleet) ? sight : sight with { Runs = false };
    }

    /// <summary>Everything that can be said of one instance.</summary>
    /// <exception cref="ForgeException">The fleet has no such instance, or no schedule (NotFound).</exception>
    public InstanceExplanation Explain(FleetSight sight, InstanceId instance)
    {
        if (sight is not { Policy: { } policy, Plan: { } plan })
        {
            throw new ForgeException(
                ForgeError.NotFound, $"fleet {sight.Fleet} has no schedule that is right, or no image",
                "what an instance waits for follows from both: `imageforge validate`, `imageforge image list`");
        }

        var instances = sight.Snapshot?.Instances ?? [];
        var view = instances.FirstOrDefault(view => view.Id == instance)
            ?? throw new ForgeException(
                ForgeError.NotFound, $"fleet {sight.Fleet} has no instance {instance}",
                $"it has {instances.Length}: `imageforge fleet show {sight.Fleet}`");
        return InstanceExplainer.Explain(
            view, sight.Goal ?? view.Image, plan, sight.History, policy, time.GetUtcNow());
    }

    // Who should go can be told only where it is known what the fleet should run.
    private async Task<ImageArtifact?> CurrentAsync(RotationPolicy policy, CancellationToken cancellationToken)
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
