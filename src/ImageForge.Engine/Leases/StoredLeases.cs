using System.Data.Common;
using Dapper;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Leases;

/// <summary>
/// Leases in the database, by the clock inside its SQL. The row of a name stays for ever, so that no epoch comes
/// twice. A holder that is a dead process of this machine is succeeded at once, any other after
/// <see cref="LeaseTiming.Lifetime"/>.
/// </summary>
/// <param name="time">Counts what is left and wakes renewals; decides nothing about who holds.</param>
public sealed class StoredLeases(ForgeDatabase database, TimeProvider time) : ILeases
{
    private static readonly long LifetimeMilliseconds = (long)LeaseTiming.Lifetime.TotalMilliseconds;

    /// <summary>The renewal that was begun last, for tests, whose time does not wait for a database.</summary>
    internal Task Renewing { get; set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ILease?> TryTakeAsync(string name, string holder, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        await using var connection = await database.OpenAsync(cancellationToken);
        try
        {
            await using var transaction = await database.BeginWriteAsync(
                connection, $"lease/{name}", cancellationToken);
            if (await LiveHolderAsync(database, connection, transaction, name) is not null)
            {
                return null;
            }

            var epoch = await connection.ExecuteScalarAsync<long>(
                $"""
                INSERT INTO leases (name, holder, process, epoch, expires)
                VALUES (@name, @holder, @process, 1, {database.Now} + @lifetime)
                ON CONFLICT (name) DO UPDATE
                SET holder = @holder, process = @process, epoch = leases.epoch + 1, expires = {database.Now} + @lifetime
                RETURNING epoch
                """,
                new { name, holder, process = HolderProcess.Current, lifetime = LifetimeMilliseconds }, transaction);
            await transaction.CommitAsync(cancellationToken);
            return new StoredLease(this, new LeaseFence(name, epoch), sentAt, time);
        }
        catch (DbException exception)
        {
            throw database.Refusal($"the lease {name} could not be taken", "nothing was done", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> HolderOfAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await LiveHolderAsync(database, connection, null, name);
    }

    /// <summary>Refuses unless the fence is the current holding of its lease.</summary>
    /// <exception cref="ForgeException">It is not (Busy); names who holds the lease now.</exception>
    internal static async Task RequireAsync(
        ForgeDatabase database, DbConnection connection, DbTransaction transaction, LeaseFence fence)
    {
        // A write that changes nothing, for the row's lock: nobody takes the lease until this transaction has ended.
        var isCurrent = await connection.ExecuteAsync(
            $"UPDATE leases SET epoch = @Epoch WHERE name = @Name AND epoch = @Epoch AND expires > {database.Now}",
            fence, transaction);
        if (isCurrent == 0)
        {
            throw fence.Refusal(await LiveHolderAsync(database, connection, transaction, fence.Name));
        }
    }

    /// <summary>False if the lease had run out or another one holds it.</summary>
    /// <exception cref="DbException">The database could not be asked.</exception>
    internal async Task<bool> RenewAsync(LeaseFence fence)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var renewed = await connection.ExecuteAsync(
            $"""
            UPDATE leases SET expires = {database.Now} + @lifetime
            WHERE name = @name AND epoch = @epoch AND expires > {database.Now}
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
        ForgeDatabase database, DbConnection connection, DbTransaction? transaction, string name)
    {
        var row = await connection.QuerySingleOrDefaultAsync<(string Holder, string Process)?>(
            $"SELECT holder, process FROM leases WHERE name = @name AND expires > {database.Now}", new { name },
            transaction);
        return row is { } live && !HolderProcess.IsDead(live.Process) ? live.Holder : null;
    }
}
