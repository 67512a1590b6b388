using Dapper;
using ImageForge.Engine.Store;
using Microsoft.Data.Sqlite;

namespace ImageForge.Engine.Leases;

/// <summary>
/// Leases in <c>forge.db</c>, by the clock inside its SQL. The row of a name stays for ever, so that no epoch comes
/// twice. A holder that is a dead process of this machine is succeeded at once, any other after
/// <see cref="LeaseTiming.Lifetime"/>.
/// </summary>
/// <param name="time">Counts what is left and wakes renewals; decides nothing about who holds.</param>
public sealed class SqliteLeases(ForgeDatabase database, TimeProvider time) : ILeases
{
    // Milliseconds since 1970 by the database's clock. Never a time that a caller worked out.
    private const string Now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
    private static readonly long LifetimeMilliseconds = (long)LeaseTiming.Lifetime.TotalMilliseconds;

    /// <inheritdoc/>
    public async Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        await using var connection = await database.OpenAsync(cancellationToken);
        try
        {
            // Immediate: two takers never read the same row before one of them writes it.
            await using var transaction = connection.BeginTransaction(deferred: false);
            if (await LiveHolderAsync(connection, transaction, name) is not null)
            {
                return null;
            }

            var epoch = await connection.ExecuteScalarAsync<long>(
                $"""
                INSERT INTO leases (name, holder, process, epoch, expires)
                VALUES (@name, @holder, @process, 1, {Now} + @lifetime)
                ON CONFLICT (name) DO UPDATE
                SET holder = @holder, process = @process, epoch = epoch + 1, expires = {Now} + @lifetime
                RETURNING epoch
                """,
                new { name, holder, process = HolderProcess.Current, lifetime = LifetimeMilliseconds }, transaction);
            await transaction.CommitAsync(cancellationToken);
            return new SqliteLease(this, new LeaseFence(name, epoch), sentAt, time);
        }
        catch (SqliteException exception)
        {
            throw Unasked(name, exception);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await LiveHolderAsync(connection, null, name);
    }

    /// <summary>Refuses unless the fence is the current holding of its lease.</summary>
    /// <exception cref="ForgeException">It is not (Busy); names who holds the lease now.</exception>
    internal static async Task RequireAsync(
        SqliteConnection connection, SqliteTransaction transaction, LeaseFence fence)
    {
        var isCurrent = await connection.ExecuteScalarAsync<long>(
            $"SELECT COUNT(*) FROM leases WHERE name = @Name AND epoch = @Epoch AND expires > {Now}",
            fence, transaction);
        if (isCurrent == 0)
        {
            throw fence.Refusal(await LiveHolderAsync(connection, transaction, fence.Name));
        }
    }

    /// <summary>False if the lease had run out or another one holds it.</summary>
    /// <exception cref="SqliteException">The database could not be asked.</exception>
    internal async Task<bool> RenewAsync(LeaseFence fence)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var renewed = await connection.ExecuteAsync(
            $"""
            UPDATE leases SET expires = {Now} + @lifetime
            WHERE name = @name AND epoch = @epoch AND expires > {Now}
            """,
            new { name = fence.Name, epoch = fence.Epoch, lifetime = LifetimeMilliseconds });
        return renewed == 1;
    }

    /// <inheritdoc cref="RenewAsync"/>
    internal async Task ReleaseAsync(LeaseFence fence)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("UPDATE leases SET expires = 0 WHERE name = @Name AND epoch = @Epoch", fence);
    }

    private static async Task<string?> LiveHolderAsync(
        SqliteConnection connection, SqliteTransaction? transaction, string name)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(string Holder, string Process)?>(
            $"SELECT holder, process FROM leases WHERE name = @name AND expires > {Now}", new { name }, transaction);
        return row is { } live && !HolderProcess.IsDead(live.Process) ? live.Holder : null;
    }

    private static ForgeException Unasked(string name, SqliteException exception)
    {
        const int Busy = 5;
        return exception.SqliteErrorCode == Busy
            ? new ForgeException(
                ForgeError.Busy, $"the lease {name} could not be taken: another process holds the database",
                "wait for that process; nothing was done", exception)
            : new ForgeException(
                ForgeError.Integrity, $"the lease {name} could not be taken: {exception.Message}",
                "check the disk and the file's owner; nothing was done", exception);
    }
}
