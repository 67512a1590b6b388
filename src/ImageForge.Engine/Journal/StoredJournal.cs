using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using ImageForge.Core.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Journal;

/// <summary>
/// The journal in the database. Entries and signed head are one transaction: after a crash all are there, or none.
/// </summary>
public sealed class StoredJournal(ForgeDatabase database, InstallationKey key, TimeProvider time) : IJournal
{
    private volatile bool _isOurs;

    /// <summary>Makes sure that records can be kept and proved: by a node, before it begins any work.</summary>
    /// <exception cref="ForgeException">The database cannot be used; or its records are signed with another key
    /// (Integrity).</exception>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        try
        {
            await using var transaction = await database.BeginWriteAsync(connection, "installation", cancellationToken);
            await RequireKeyAsync(connection, transaction, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (DbException exception)
        {
            throw database.Refusal("the journal cannot be used", null, exception);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> AppendAsync(
        string chain, IReadOnlyList<JournalDraft> drafts, LeaseFence? fence, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        try
        {
            // Alone with the chain before its head is read, so two writers never follow the same entry.
            await using var transaction = await database.BeginWriteAsync(
                connection, $"journal/{chain}", cancellationToken);
            if (fence is not null)
            {
                await StoredLeases.RequireAsync(database, connection, transaction, fence);
            }

            await RequireKeyAsync(connection, transaction, cancellationToken);
            var last = await LastAsync(connection, transaction, chain);
            await RefuseDamagedAsync(connection, transaction, chain, last);
            var entries = JournalDraft.Chained(drafts, chain, last, time.GetUtcNow());
            await connection.ExecuteAsync(
                $"""
                INSERT INTO journal ({JournalRow.Columns})
                VALUES (@Chain, @Sequence, @At, @Run, @Phase, @Subject, @Data, @Previous, @Hash);
                """,
                entries.Select(JournalRow.Of), transaction);
            await connection.ExecuteAsync(
                $"""
                INSERT INTO heads ({ChainHead.Columns}) VALUES (@Chain, @Sequence, @Hash, @Signature)
                ON CONFLICT (chain) DO UPDATE SET sequence = @Sequence, hash = @Hash, signature = @Signature
                """,
                ChainHead.Of(entries[^1], key), transaction);
            await transaction.CommitAsync(cancellationToken);
            _isOurs = true;
            return entries;
        }
        catch (DbException exception)
        {
            throw database.Refusal(
                $"the journal {chain} could not be written", "nothing was done without a record", exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ForgeException">A row is no entry any more.</exception>
    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        string chain, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = connection.QueryUnbufferedAsync<JournalRow>(
            $"SELECT {JournalRow.Columns} FROM journal WHERE chain = @chain AND sequence > @after ORDER BY sequence",
            new { chain, after });
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return Entry(row);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Chain, long Entries)>> ListChainsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var chains = await connection.QueryAsync<(string, long)>(
            "SELECT chain, COUNT(*) FROM journal GROUP BY chain ORDER BY chain");
        return chains.AsList();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> PositionsAsync(
        DateTimeOffset? before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // Asked every second by who follows: one row a chain. Back in time it is the whole journal, once a reconnect.
        var positions = before is { } then
            ? await connection.QueryAsync<(string Chain, long Sequence)>(
                "SELECT chain, MAX(sequence) FROM journal WHERE at < @at GROUP BY chain",
                new { at = then.ToUnixTimeMilliseconds() })
            : await connection.QueryAsync<(string Chain, long Sequence)>("SELECT chain, sequence FROM heads");
        return positions.ToDictionary(position => position.Chain, position => position.Sequence);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);

        // One read transaction: an append between the two reads would look like a fault.
        await using var transaction = await database.BeginReadAsync(connection, cancellationToken);
        var known = await connection.QueryAsync<ChainHead>(
            $"SELECT {ChainHead.Columns} FROM heads", transaction: transaction);
        var heads = known.ToDictionary(head => head.Chain);
        var chains = await connection.QueryAsync<string>(
            "SELECT DISTINCT chain FROM journal", transaction: transaction);
        var faults = new List<string>();
        foreach (var chain in chains.Union(heads.Keys).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = connection.Query<JournalRow>(
                $"SELECT {JournalRow.Columns} FROM journal WHERE chain = @chain ORDER BY sequence", new { chain },
                transaction, buffered: false);
            if (ChainProof.FirstFault(chain, rows, heads.GetValueOrDefault(chain), key) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults;
    }

    // Where several state directories meet, the first key that signs is the installation's: heads of another one could
    // be proved by nobody else.
    private async Task RequireKeyAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!database.IsShared || _isOurs)
        {
            return;
        }

        var known = await KnownAsync();
        if (known is null)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO installation (public_key) VALUES (@key) ON CONFLICT DO NOTHING",
                new { key = key.PublicKey() }, transaction, cancellationToken: cancellationToken));
            known = await KnownAsync();
        }

        if (!key.Exists || key.PublicKey() != known)
        {
            throw new ForgeException(
                ForgeError.Integrity,
                $"the journal is signed by another installation's key than {key.KeyPath}, or that one is missing",
                "copy the folder keys/ of a node that has joined already, and start again");
        }

        Task<string?> KnownAsync() => connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT public_key FROM installation", transaction: transaction, cancellationToken: cancellationToken));
    }

    private static async Task<JournalEntry?> LastAsync(
        DbConnection connection, DbTransaction transaction, string chain)
    {
        var row = await connection.QuerySingleOrDefaultAsync<JournalRow>(
            $"SELECT {JournalRow.Columns} FROM journal WHERE chain = @chain ORDER BY sequence DESC LIMIT 1",
            new { chain }, transaction);
        return row is null ? null : Entry(row);
    }

    // A new head would cover the traces of a cut tail: nothing is appended to a chain that does not end where it was
    // signed.
    private async Task RefuseDamagedAsync(
        DbConnection connection, DbTransaction transaction, string chain, JournalEntry? last)
    {
        var head = await connection.QuerySingleOrDefaultAsync<ChainHead>(
            $"SELECT {ChainHead.Columns} FROM heads WHERE chain = @chain", new { chain }, transaction);
        if (last is null && head is null)
        {
            return;
        }

        var hashAtHead = last?.Sequence == head?.Sequence ? last?.Hash.Hex : null;
        if (ChainProof.HeadFault(last?.Sequence ?? 0, hashAtHead, head, key) is { } fault)
        {
            throw new ForgeException(
                ForgeError.Integrity,
                $"the journal was changed by hand, nothing is added to it: chain {chain}: {fault}",
                "run `imageforge journal verify`");
        }
    }

    private static JournalEntry Entry(JournalRow row) => row.ToEntry() ?? throw new ForgeException(
        ForgeError.Integrity,
        $"the journal was changed by hand: chain {row.Chain}, entry {row.Sequence} is no entry any more",
        "run `imageforge journal verify`");
}
