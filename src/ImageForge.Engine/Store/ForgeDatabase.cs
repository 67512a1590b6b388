using System.Data.Common;

namespace ImageForge.Engine.Store;

/// <summary>
/// Journal, signed heads, enrolments, last beats, leases and tokens: in <c>forge.db</c>, or in a schema of PostgreSQL
/// that several nodes share (<see cref="StoreSetting"/>). Opens a connection a call; the pool keeps that cheap. What is
/// asked of it is SQL that both understand: <c>ON CONFLICT</c>, columns of the row that is there named with their
/// table, whole numbers and text.
/// </summary>
public sealed class ForgeDatabase(StateDirectory state)
{
    private readonly Lazy<IStoreDialect> _dialect = new(() => DialectOf(state));
    private volatile bool _isPrepared;

    /// <summary>SQL: milliseconds since 1970 by the database's own clock.</summary>
    /// <exception cref="ForgeException">Nothing says where the database is.</exception>
    public string Now => _dialect.Value.Now;

    /// <summary>True if several state directories may meet in it.</summary>
    /// <inheritdoc cref="Now"/>
    public bool IsShared => _dialect.Value.IsShared;

    /// <summary>For others who keep tables of their own beside these; null where nobody shares it. A secret.</summary>
    /// <inheritdoc cref="Now"/>
    public string? SharedConnectionString => (_dialect.Value as PostgresDialect)?.ConnectionString;

    /// <summary>A connection to a database that has all tables of this version.</summary>
    /// <exception cref="ForgeException">It cannot be opened or is not a database; or a newer version of this program
    /// has changed it (Environment).</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isPrepared)
            {
                await PrepareAsync(cancellationToken);
                _isPrepared = true;
            }

            return await _dialect.Value.ConnectAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            var place = IsShared ? "" : $" {state.Database}";
            throw Refusal($"the database{place} cannot be used", null, exception);
        }
    }

    /// <summary>Begins a transaction whose reads all see one moment.</summary>
    public Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        _dialect.Value.BeginReadAsync(connection, cancellationToken);

    /// <summary>
    /// Begins a transaction that nobody else's of the same name runs beside: what it reads stays so until it has
    /// written.
    /// </summary>
    /// <param name="connection">From <see cref="OpenAsync"/>.</param>
    /// <param name="what">What is written, such as <c>journal/fleet/web</c>.</param>
    /// <param name="cancellationToken">Ends the wait for whoever is in it.</param>
    /// <exception cref="DbException">The one in it took too long.</exception>
    public Task<DbTransaction> BeginWriteAsync(
        DbConnection connection, string what, CancellationToken cancellationToken) =>
        _dialect.Value.BeginWriteAsync(connection, what, cancellationToken);

    /// <summary>A failure of the database in words for people.</summary>
    /// <param name="what">What could not be done.</param>
    /// <param name="consequence">What that means for the work; null: the way out says all.</param>
    /// <param name="exception">What the database said.</param>
    public ForgeException Refusal(string what, string? consequence, DbException exception)
    {
        var (error, fault, wayOut) = _dialect.Value.Explain(exception);
        return new ForgeException(
            error, $"{what}: {fault}", consequence is null ? wayOut : $"{wayOut}; {consequence}", exception);
    }

    private static IStoreDialect DialectOf(StateDirectory state)
    {
        var setting = StoreSetting.Of(state);
        return setting.Store == StoreKind.Postgres
            ? new PostgresDialect(PostgresConnection.Find(setting.ConnectionFile), state.Schema)
            : new SqliteDialect(state);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var known = StoreMigrations.Count(IsShared ? PostgresDialect.Migrations : SqliteDialect.Migrations);
        var found = await CountAsync(cancellationToken);
        if (found > known)
        {
            throw new ForgeException(
                ForgeError.Environment,
                $"the database was changed by a newer version of this program: it has {found} migrations, "
                    + $"this version knows {known}",
                "use that version, here and on every node; there is no way back but a copy from before");
        }

        if (found < known)
        {
            await _dialect.Value.MigrateAsync(cancellationToken);
        }
    }

    // Given back before anything is changed, which takes connections of its own.
    private async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _dialect.Value.ConnectAsync(cancellationToken);
        return await _dialect.Value.CountMigrationsAsync(connection);
    }
}
