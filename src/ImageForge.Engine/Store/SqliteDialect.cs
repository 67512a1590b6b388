using System.Data.Common;
using Dapper;
using DbUp;
using Microsoft.Data.Sqlite;

namespace ImageForge.Engine.Store;

/// <summary><c>forge.db</c>: one SQLite file (WAL), shared safely by several processes of one machine.</summary>
internal sealed class SqliteDialect(StateDirectory state) : IStoreDialect
{
    internal const string Migrations = "sqlite";

    // How long a writer waits for another process' transaction. Ours are single statements; 10 s means a stuck disk.
    private const int BusyTimeoutMilliseconds = 10_000;

    // Migrations take milliseconds here; a holder who needs longer has a stuck disk.
    private static readonly TimeSpan MigrationTimeMax = TimeSpan.FromSeconds(30);
    private readonly string _connection =
        new SqliteConnectionStringBuilder { DataSource = state.Database, ForeignKeys = true }.ToString();

    public bool IsShared => false;

    public string Now => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    public async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync($"PRAGMA busy_timeout={BusyTimeoutMilliseconds}; PRAGMA synchronous=FULL;");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    // Immediate: it is alone with the whole file.
    public Task<DbTransaction> BeginWriteAsync(
        DbConnection connection, string what, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    // A number in the file's header: asking costs no look at a table.
    public async Task<int> CountMigrationsAsync(DbConnection connection) =>
        await connection.ExecuteScalarAsync<int>("PRAGMA user_version");

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        using var alone = await LockFile.TakeAsync(
            Path.Combine(state.Locks, "store"), MigrationTimeMax, null, TimeProvider.System, cancellationToken);
        await using var connection = await ConnectAsync(cancellationToken);
        await connection.ExecuteAsync("PRAGMA journal_mode=WAL;");
        StoreMigrations.Run(DeployChanges.To.SqliteDatabase(_connection), Migrations);
        await connection.ExecuteAsync($"PRAGMA user_version={StoreMigrations.Count(Migrations)};");
    }

    public (ForgeError Error, string Fault, string WayOut) Explain(DbException exception)
    {
        const int Busy = 5;
        const int Full = 13;
        return (exception as SqliteException)?.SqliteErrorCode switch
        {
            Busy => (ForgeError.Busy, "another process holds the database", "wait for that process"),
            Full => (ForgeError.Environment, "the disk is full", "make room where the state directory lies"),
            _ => (
                ForgeError.Integrity, exception.Message,
                "check the disk and the file's owner; a copy of the file keeps the journal, do not delete it"),
        };
    }
}
