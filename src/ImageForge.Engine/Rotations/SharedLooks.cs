using System.Collections.Concurrent;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// Looks at fleets that readers share, so that a target is asked as often by one page as by fifty. Nothing is decided
/// from them: a pass looks for itself.
/// </summary>
public sealed class SharedLooks(IFleetTarget target, TimeProvider time)
{
    /// <summary>How old a look may be that is shown; what is shown says when it was taken.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LookMax = TimeSpan.FromSeconds(30);

    private readonly TargetCall _call = new(time);
    private readonly SharedAnswer<IReadOnlyList<FleetName>> _fleets = new(
        token => new TargetCall(time).RunAsync(target.ListFleetsAsync, token), AgeMax, LookMax, time);

    private readonly ConcurrentDictionary<FleetName, SharedAnswer<FleetSnapshot>> _looks = new();

    /// <summary>The fleets that are there.</summary>
    /// <exception cref="TargetException">The target does not answer.</exception>
    public Task<IReadOnlyList<FleetName>> ListAsync(CancellationToken cancellationToken) =>
        _fleets.GetAsync(DateTimeOffset.MinValue, cancellationToken);

    /// <param name="fleet">One that is there: looks of others would be kept too.</param>
    /// <param name="notBefore">When the fleet last changed as far as is known: what was seen before is past.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TargetException">The fleet cannot be seen.</exception>
    public Task<FleetSnapshot> LookAsync(
        FleetName fleet, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        _looks.GetOrAdd(
            fleet,
            name => new SharedAnswer<FleetSnapshot>(
                token => _call.RunAsync(again => target.ObserveAsync(name, again), token), AgeMax, LookMax, time))
            .GetAsync(notBefore, cancellationToken);
}
