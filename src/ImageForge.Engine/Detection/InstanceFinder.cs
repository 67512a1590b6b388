using System.Collections.Frozen;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Detection;

/// <summary>
/// Finds the instance that a sensor means: by its id, the target's own name for it, or its address. Knows the fleets as
/// they were a few seconds ago, so that a storm of unknown names costs one look and not one each.
/// </summary>
internal sealed class InstanceFinder(
    IJournal journal, RotationJournal rotations, IFleetTarget target, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(5);

    // A look is a call for each fleet: those that launch tell the journal, so only other names have to be looked for.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _looking = new(1);
    private volatile Known _known = new(
        DateTimeOffset.MinValue, FrozenDictionary<string, (FleetName, InstanceId)>.Empty);

    private List<(FleetName Fleet, InstanceView Seen)> _views = [];
    private DateTimeOffset _viewedAt = DateTimeOffset.MinValue;

    /// <returns>Null: nobody has that name.</returns>
    /// <exception cref="ForgeException">A fleet's journal was changed by hand (Integrity).</exception>
    public async Task<(FleetName Fleet, InstanceId Instance)?> FindAsync(
        string name, CancellationToken cancellationToken)
    {
        if (_known.ByName.TryGetValue(name, out var found))
        {
            return found;
        }

        await _looking.WaitAsync(cancellationToken);
        try
        {
            if (!IsFresh(_known))
            {
                _known = new Known(time.GetUtcNow(), await ReadAsync(cancellationToken));
            }
        }
        finally
        {
            _looking.Release();
        }

        return _known.ByName.TryGetValue(name, out found) ? found : null;
    }

    public void Dispose() => _looking.Dispose();

    private bool IsFresh(Known known) => time.GetUtcNow() - known.At < ReadAgainAfter;

    private async Task<FrozenDictionary<string, (FleetName, InstanceId)>> ReadAsync(
        CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, (FleetName Fleet, InstanceId Instance)>(StringComparer.Ordinal);
        var hosts = new List<(string Host, FleetName Fleet, InstanceId Instance)>();
        foreach (var fleet in await RotationJournal.ListAsync(journal, cancellationToken))
        {
            foreach (var instance in (await rotations.RosterAsync(fleet, cancellationToken)).Instances.Keys)
            {
                names[instance.Value] = (fleet, instance);
            }
        }

        await LookAsync(cancellationToken);
        foreach (var (fleet, seen) in _views)
        {
            names[seen.Id.Value] = (fleet, seen.Id);

            // An id of ours is never shadowed by what a target calls another one.
            names.TryAdd(seen.CloudId, (fleet, seen.Id));
            names.TryAdd(seen.Address, (fleet, seen.Id));
            hosts.Add((HostOf(seen.Address), fleet, seen.Id));
        }

        // An address without its port names somebody only where nobody else has it.
        foreach (var host in hosts.GroupBy(host => host.Host, StringComparer.Ordinal).Where(host => host.Count() == 1))
        {
            names.TryAdd(host.Key, (host.Single().Fleet, host.Single().Instance));
        }

        names.Remove("");
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // A fleet that cannot be seen now is known by its journal all the same.
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _viewedAt < LookAgainAfter)
        {
            return;
        }

        try
        {
            var views = new List<(FleetName, InstanceView)>();
            foreach (var fleet in await target.ListFleetsAsync(cancellationToken))
            {
                var snapshot = await target.ObserveAsync(fleet, cancellationToken);
                views.AddRange(snapshot.Instances.Select(view => (fleet, view)));
            }

            (_views, _viewedAt) = (views, time.GetUtcNow());
        }
        catch (TargetException)
        {
            // What was seen before is as true as before.
        }
    }

    private static string HostOf(string address) =>
        address.LastIndexOf(':') is var colon and > 0 ? address[..colon].Trim('[', ']') : address;

    private sealed record Known(DateTimeOffset At, FrozenDictionary<string, (FleetName, InstanceId)> ByName);
}
