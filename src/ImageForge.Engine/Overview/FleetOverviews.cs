using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations.Overview;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Risk;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Overview;

/// <summary>
/// Every fleet in numbers, for people who look on. One that cannot be seen says so, and keeps no other from being
/// shown. Changes nothing.
/// </summary>
public sealed class FleetOverviews(FleetReader fleets, RiskReader risks, ScheduleBook book, TimeProvider time)
{
    // Whoever waits for a page gives up soon after.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    /// <summary>Every fleet that runs or has a schedule, by name.</summary>
    /// <exception cref="ForgeException">A journal was changed by hand (Integrity).</exception>
    public async Task<ImmutableArray<FleetOverview>> ListAsync(CancellationToken cancellationToken)
    {
        var (running, fault) = await RunningAsync(cancellationToken);
        return
        [
            .. await Task.WhenAll(Names(running).Select(fleet => TellAsync(
                fleet, running.Contains(fleet), fault, cancellationToken))),
        ];
    }

    /// <summary>One of them; null if there is none of this name.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<FleetOverview?> FindAsync(string fleet, CancellationToken cancellationToken)
    {
        var (running, fault) = await RunningAsync(cancellationToken);
        var name = new FleetName(fleet);
        return Names(running).Contains(name)
            ? await TellAsync(name, running.Contains(name), fault, cancellationToken)
            : null;
    }

    // Told anew each time: ages grow between two looks.
    private async Task<FleetOverview> TellAsync(
        FleetName fleet, bool runs, string? fault, CancellationToken cancellationToken)
    {
        var sight = await SeeAsync(fleet, runs, fault, cancellationToken);
        return FleetOverview.Of(
            sight with { Risks = await risks.RecentAsync(cancellationToken) }, time.GetUtcNow());
    }

    private async Task<FleetSight> SeeAsync(
        FleetName fleet, bool runs, string? fault, CancellationToken cancellationToken)
    {
        var unseen = fault;
        if (unseen is null)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(WaitMax);
            try
            {
                return await fleets.ReadAsync(fleet, limit.Token);
            }
            catch (ForgeException exception) when (exception.Error == ForgeError.NotFound)
            {
                // It has a schedule, and no instance yet.
            }
            catch (Exception exception) when (IsBlindness(exception, cancellationToken))
            {
                unseen = WordsOf(exception);
            }
        }

        return await fleets.KnownAsync(fleet, cancellationToken) with { Runs = runs, Unseen = unseen };
    }

    private async Task<(ImmutableArray<FleetName> Fleets, string? Fault)> RunningAsync(
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(WaitMax);
        try
        {
            return (await fleets.ListAsync(limit.Token), null);
        }
        catch (Exception exception) when (IsBlindness(exception, cancellationToken))
        {
            return ([], WordsOf(exception));
        }
    }

    private ImmutableSortedSet<FleetName> Names(ImmutableArray<FleetName> running) =>
        running.Concat(book.Policies.Keys.Concat(book.Faults.Keys).Select(name => new FleetName(name)))
            .ToImmutableSortedSet(Comparer<FleetName>.Create(
                (left, right) => string.CompareOrdinal(left.Value, right.Value)));

    private static bool IsBlindness(Exception exception, CancellationToken cancellationToken) => exception
        is TargetException or ForgeException { Error: not ForgeError.Integrity } or OperationCanceledException
        && !cancellationToken.IsCancellationRequested;

    private static string WordsOf(Exception exception) => exception is OperationCanceledException
        ? $"it did not answer within {WaitMax.TotalSeconds:0} s"
        : exception.Message;
}
