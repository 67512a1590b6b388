namespace ImageForge.Engine.Requests;

/// <summary>
/// Remembers for a day which requests were done, so that one that is sent again, because its answer was lost, is
/// answered again and not done again. Shared by every process of an installation.
/// </summary>
public interface IRequestBook
{
    /// <summary>Asks whose turn it is, and takes it where it is nobody's.</summary>
    /// <param name="id">Who asks and the key he chose, as a digest: what tells it from every other request.</param>
    /// <param name="fingerprint">What is asked, as a digest.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing is taken then.</param>
    /// <exception cref="ForgeException">More are remembered than there is room for (Busy).</exception>
    Task<RequestTurn> BeginAsync(string id, string fingerprint, CancellationToken cancellationToken);

    /// <summary>Keeps the answer of what was done.</summary>
    Task EndAsync(string id, StoredAnswer answer);

    /// <summary>Forgets a request that was refused or failed: nothing was done, and it may come again.</summary>
    Task FreeAsync(string id);
}
