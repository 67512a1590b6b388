namespace ImageForge.Engine.Leases;

/// <summary>
/// Who may write what, one holder a name, by the clock of the store that all writers share. A holder that stops
/// renewing loses the lease, wherever it is and whatever it believes.
/// </summary>
public interface ILeases
{
    /// <summary>Takes the lease with a higher epoch than ever before; null at once if another holder has it.</summary>
    /// <param name="name">Which lease, such as <c>fleet/web</c>.</param>
    /// <param name="holder">Who takes it, for people.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing is held then.</param>
    /// <exception cref="ForgeException">The store cannot be asked.</exception>
    Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken);

    /// <summary>Who holds the lease now; null if nobody does.</summary>
    Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken);
}
