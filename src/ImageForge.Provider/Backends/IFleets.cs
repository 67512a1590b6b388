using System.Collections.Immutable;

namespace ImageForge.Provider.Backends;

/// <summary>Fleets, wherever they run.</summary>
internal interface IFleets
{
    /// <summary>What the schedule says now, and which version the order means. Quick.</summary>
    /// <exception cref="Engine.ForgeException">There is no such schedule (NotFound).</exception>
    /// <exception cref="Engine.Definitions.DefinitionException">The file is wrong.</exception>
    Task<ScheduleState> ReadScheduleAsync(FleetOrder order, CancellationToken cancellationToken);

    /// <summary>The rotation that would follow, in integers, a line each; touches nothing.</summary>
    Task<ImmutableArray<string>> PlanAsync(FleetOrder order, CancellationToken cancellationToken);

    /// <summary>Launches the fleet, or rotates it; takes up what was begun.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="reason">Kept in the journal; names the resource.</param>
    /// <param name="progress">What it is at, in a few words.</param>
    /// <param name="cancellationToken">Ends the following; what was begun can be taken up again.</param>
    Task<FleetEnd> RunAsync(
        FleetOrder order, string reason, Action<string> progress, CancellationToken cancellationToken);

    /// <summary>A fleet that is there; null: nothing of it is.</summary>
    Task<FleetState?> FindAsync(string fleet, string? target, CancellationToken cancellationToken);

    /// <summary>Terminates every instance and removes the fleet; does nothing if it is gone.</summary>
    /// <returns>What became of it, for people.</returns>
    Task<string> RemoveAsync(string fleet, string? target, CancellationToken cancellationToken);
}
