using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Risk;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Overview;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Images;
using ImageForge.Engine.Resilience;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Overview;

/// <summary>
/// Every fleet in numbers, for people who look on. However many look, a fleet is looked at every other second at most;
/// one that cannot be seen says so, and keeps no other from being shown. Changes nothing.
/// </summary>
public sealed class FleetOverviews(
    RotationEngine rotations, RotationControls controls, IFleetTarget target, ImageCatalog images, RiskReader risks,
    ScheduleBook book, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Usable = TimeSpan.FromSeconds(15);

    // Whoever waits for a page gives up soon after.
    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<FleetName, KeptAnswer<FleetSight>> _sights = new();
    private readonly TargetCall _looks = new(time);
    private readonly KeptAnswer<ImmutableArray<RiskStanding>> _risks = new(
        risks.ListAsync, Fresh, Usable, LookMax, time);

    private readonly KeptAnswer<(IReadOnlyList<FleetName> Fleets, string? Fault)> _running = new(
        token => RunningAsync(target, token), Fresh, Usable, LookMax, time);

    /// <summary>Every fleet that runs or has a schedule, by name.</summary>
    /// <exception cref="ForgeException">A journal was changed by hand (Integrity).</exception>
    public async Task<ImmutableArray<FleetOverview>> ListAsync(CancellationToken cancellationToken)
    {
        var names = await NamesAsync(cancellationToken);
        foreach (var gone in _sights.Keys.Except(names))
        {
            _sights.TryRemove(gone, out _);
        }

        return [.. await Task.WhenAll(names.Select(fleet => TellAsync(fleet, cancellationToken)))];
    }

    /// <summary>One of them; null if there is none of this name.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<FleetOverview?> FindAsync(string fleet, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(cancellationToken);
        return names.Contains(new FleetName(fleet))
            ? await TellAsync(new FleetName(fleet), cancellationToken)
            : null;
    }

    /// <summary>Every risk as it stands.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public Task<ImmutableArray<RiskStanding>> RisksAsync(CancellationToken cancellationToken) =>
        _risks.GetAsync(cancellationToken);

    // Told anew each time: ages grow between two looks.
    private async Task<FleetOverview> TellAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var sight = await _sights.GetOrAdd(
                fleet, name => new KeptAnswer<FleetSight>(
                    token => SeeAsync(name, token), Fresh, Usable, LookMax * 2, time))
            .GetAsync(cancellationToken);
        return FleetOverview.Of(sight, time.GetUtcNow());
    }

    private async Task<ImmutableSortedSet<FleetName>> NamesAsync(CancellationToken cancellationToken)
    {
        var (running, _) = await _running.GetAsync(cancellationToken);
        return running.Concat(book.Policies.Keys.Concat(book.Faults.Keys).Select(name => new FleetName(name)))
            .ToImmutableSortedSet(Comparer<FleetName>.Create(
                (left, right) => string.CompareOrdinal(left.Value, right.Value)));
    }

    private static async Task<(IReadOnlyList<FleetName>, string?)> RunningAsync(
        IFleetTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return (await target.ListFleetsAsync(cancellationToken), null);
        }
        catch (Exception exception) when (exception is TargetException or ForgeException or OperationCanceledException)
        {
            return ([], exception is OperationCanceledException ? "no answer in time" : exception.Message);
        }
    }

    private async Task<FleetSight> SeeAsync(FleetName fleet, CancellationToken cancellationToken)
    {
        var (running, fault) = await _running.GetAsync(cancellationToken);
        var policy = book.Of(fleet);
        var artifact = policy is null ? null : await CurrentAsync(policy, cancellationToken);
        var sight = new FleetSight
        {
            Fleet = fleet,
            Runs = running.Contains(fleet),
            Policy = policy,
            ScheduleFault = book.Faults.GetValueOrDefault(fleet.Value),
            Current = artifact?.Id,
            CurrentBuiltAt = artifact?.BuiltAt,
            Unseen = fault,
            Risks = await _risks.GetAsync(cancellationToken),
            History = await controls.HistoryAsync(fleet, cancellationToken),
        };
        if (fault is not null || (!sight.Runs && !sight.History.IsUnderWay))
        {
            return sight;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LookMax);
        try
        {
            return await LookAsync(sight, artifact, limit.Token);
        }
        catch (Exception exception) when (exception is TargetException or ForgeException)
        {
            return sight with { Unseen = exception.Message };
        }
        catch (OperationCanceledException)
        {
            return sight with { Unseen = $"it did not answer within {LookMax.TotalSeconds:0} s" };
        }
    }

    private async Task<FleetSight> LookAsync(
        FleetSight sight, ImageArtifact? artifact, CancellationToken cancellationToken)
    {
        if (sight is { Policy: { } driving, History.IsUnderWay: true }
            && await TryPassAsync(driving, cancellationToken) is { } pass)
        {
            return sight with { Snapshot = pass.Snapshot, History = pass.History, Plan = pass.Plan };
        }

        if (sight.Policy is { } policy && artifact is not null)
        {
            var review = await rotations.AssessAsync(policy, artifact, cancellationToken);
            return sight with { Snapshot = review.Snapshot, History = review.History, Need = review.Need };
        }

        return sight with
        {
            Snapshot = await _looks.RunAsync(
                token => target.ObserveAsync(sight.Fleet, token), cancellationToken),
        };
    }

    private async Task<RotationPass?> TryPassAsync(RotationPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            return await rotations.LookAsync(policy, cancellationToken);
        }
        catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
        {
            // It came to its end since the journal was read.
            return null;
        }
    }

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
