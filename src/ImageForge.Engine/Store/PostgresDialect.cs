using System.Data;
using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Postgresql;
using Npgsql;

namespace ImageForge.Engine.Store;

/// <summary>One schema of a PostgreSQL database, shared by every node of an installation.</summary>
internal sealed class PostgresDialect(string connectionString, string schema) : IStoreDialect
{
    internal const string Migrations = "postgres";

    private const string IdleInTransactionSessionTimeout = "25P03";

    // What a node that stands still (SIGSTOP, a frozen machine) holds inside a transaction is let go of after this, so
    // that others can take over from it well before its lease would have let them.
    private static readonly TimeSpan IdleInTransactionMax = TimeSpan.FromSeconds(5);

    // Ours wait for single statements of others.
    private static readonly TimeSpan LockMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MigrationTimeMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MigrationPause = TimeSpan.FromMilliseconds(200);
    private readonly NpgsqlConnectionStringBuilder _connection =
        PostgresConnection.ForSchema(connectionString, schema, IdleInTransactionMax, LockMax);

    public bool IsShared => true;

    internal string ConnectionString => _connection.ConnectionString;

    // Not now(), which stands still within a transaction: a wait for a lock would not count.
    public string Now => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";

    public async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connection.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    // A lock that ends with the transaction, whatever ends it. By schema: locks are of the whole database.
    public async Task<DbTransaction> BeginWriteAsync(
        DbConnection connection, string what, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key = $"{schema}/{what}" },
                transaction, cancellationToken: cancellationToken));
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public async Task<int> CountMigrationsAsync(DbConnection connection)
    {
        try
        {
            return await connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM schemaversions");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }

    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var alone = await ConnectAsync(cancellationToken);
        await AloneAsync(alone, cancellationToken);

        // A role that may not make schemas gets along with one that an administrator made for it.
        await alone.ExecuteAsync(
            $"""
            DO $$ BEGIN IF to_regnamespace('{schema}') IS NULL THEN CREATE SCHEMA {schema}; END IF; END $$
            """);
        await using var source = NpgsqlDataSource.Create(_connection);
        StoreMigrations.Run(
            DeployChanges.To
                .PostgresqlDatabase(new PostgresqlConnectionManager(source))
                .JournalToPostgresqlTable(schema, "schemaversions"),
            Migrations);
        await alone.ExecuteAsync("SELECT pg_advisory_unlock(hashtextextended(@key, 0))", Key);
    }

    public (ForgeError Error, string Fault, string WayOut) Explain(DbException exception) =>
        (exception as PostgresException)?.SqlState switch
        {
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure =>
                (ForgeError.Busy, "another process holds what it needs in the database", "wait for that process"),
            PostgresErrorCodes.DiskFull =>
                (ForgeError.Environment, $"the disk of {Place} is full", "make room there"),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidCatalogName => (
                ForgeError.Environment, $"{Place} refuses: {((PostgresException)exception).MessageText}",
                $"check the connection string: {PostgresConnection.Sources}"),
            null or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
                or IdleInTransactionSessionTimeout or PostgresErrorCodes.QueryCanceled => (
                ForgeError.External, $"{Place} does not answer as it should: {exception.Message}",
                "start it, or wait for it: work goes on from what the journal says"),
            _ => (
                ForgeError.Integrity, $"{Place}: {((PostgresException)exception).MessageText}",
                "check what else uses that schema; do not delete it, it keeps the journal"),
        };

    private string Place => $"PostgreSQL at {_connection.Host}:{_connection.Port}/{_connection.Database}";

    private object Key => new { key = $"{schema} migrations" };

    private async Task AloneAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += MigrationPause)
        {
            if (await connection.ExecuteScalarAsync<bool>(
                "SELECT pg_try_advisory_lock(hashtextextended(@key, 0))", Key))
            {
                return;
            }

            if (waited >= MigrationTimeMax)
            {
                throw new ForgeException(
                    ForgeError.Busy,
                    $"another node has been changing the tables in {Place} for {MigrationTimeMax.TotalSeconds:0} s",
                    "wait until it has finished; `SELECT * FROM pg_locks WHERE locktype = 'advisory'` shows its pid");
            }

            await Task.Delay(MigrationPause, cancellationToken);
        }
    }
}
