using System.Data.Common;

namespace ImageForge.Engine.Store;

/// <summary>What differs between the two databases in which an installation's records may lie.</summary>
internal interface IStoreDialect
{
    /// <summary>True if several state directories may meet in it.</summary>
    bool IsShared { get; }

    /// <summary>SQL: milliseconds since 1970 by the database's own clock, at the moment it is asked.</summary>
    string Now { get; }

    /// <summary>Opens a connection; nothing is made that is not there.</summary>
    /// <exception cref="DbException">It cannot be reached.</exception>
    Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction whose reads all see one moment.</summary>
    Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction that is alone with what it names until its end: two writers never read the same row before
    /// one of them writes it.
    /// </summary>
    Task<DbTransaction> BeginWriteAsync(DbConnection connection, string what, CancellationToken cancellationToken);

    /// <summary>How many migrations were run in it; 0 if it is new.</summary>
    Task<int> CountMigrationsAsync(DbConnection connection);

    /// <summary>Runs those that were not yet, one process at a time.</summary>
    /// <exception cref="ForgeException">Another process took too long over it (Busy).</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>What is wrong and what to do about it, in words without a secret.</summary>
    (ForgeError Error, string Fault, string WayOut) Explain(DbException exception);
}
