using Dapper;
using Microsoft.Data.Sqlite;

namespace ImageForge.Engine.Store;

/// <summary>
/// <c>forge.db</c>: journal, signed heads, enrolments, last beats, leases and tokens in one SQLite file (WAL), shared
/// safely by several processes. Opens a connection a call; the pool keeps that cheap.
/// </summary>
public sealed class ForgeDatabase(StateDirectory state)
{
    // How long a writer waits for another process' transaction. Ours are single statements; 10 s means a stuck disk.
    private const int BusyTimeoutMilliseconds = 10_000;

    /// <exception cref="ForgeException">The file cannot be opened or is not a database.</exception>
    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = state.Database, ForeignKeys = true }.ToString());
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync(
                $"PRAGMA busy_timeout={BusyTimeoutMilliseconds}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            await connection.ExecuteAsync(Schema);
            return connection;
        }
        catch (SqliteException exception)
        {
            await connection.DisposeAsync();
            throw new ForgeException(
                ForgeError.Integrity, $"the database {state.Database} cannot be used: {exception.Message}",
                "check the disk and the file's owner; a copy of the file keeps the journal, do not delete it",
                exception);
        }
    }

    // Times are Unix milliseconds, digests 64 hex characters. Data is canonical JSON and is hashed as stored: never
    // rewrite it.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS journal (
            chain TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, run TEXT NOT NULL, phase TEXT NOT NULL,
            subject TEXT NOT NULL, data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (chain, sequence)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS heads (
            chain TEXT PRIMARY KEY, sequence INTEGER NOT NULL, hash TEXT NOT NULL, signature TEXT NOT NULL)
            WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS enrolments (
            token_hash TEXT PRIMARY KEY, instance TEXT NOT NULL UNIQUE, expires INTEGER NOT NULL, secret_hash TEXT)
            WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS beats (
            instance TEXT PRIMARY KEY, at INTEGER NOT NULL, image TEXT NOT NULL, sensors TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS leases (
            name TEXT PRIMARY KEY, holder TEXT NOT NULL, process TEXT NOT NULL, epoch INTEGER NOT NULL,
            expires INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS requests (
            id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, process TEXT NOT NULL, begun INTEGER NOT NULL,
            status INTEGER, media TEXT, headers TEXT, body BLOB) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS requests_begun ON requests (begun);
        CREATE TABLE IF NOT EXISTS tokens (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, secret_hash TEXT NOT NULL,
            made_by TEXT NOT NULL, made BIGINT NOT NULL, expires BIGINT NOT NULL, revoked BIGINT, used BIGINT)
            WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS enrolments_by_secret ON enrolments (secret_hash);
        """;
}
