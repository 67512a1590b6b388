using System.Collections.Concurrent;
using Dapper;
using Npgsql;

namespace ImageForge.Targets.Tests.Service;

/// <summary>
/// Hears of every entry of a fleet's chain at the moment it is committed, and who wrote it; and can hold a writer in
/// the moment before. Both are done by triggers in the database, so that nothing of the program is different for it.
/// </summary>
internal sealed class JournalWatch : IAsyncDisposable
{
    private const string Triggers = """
        CREATE TABLE holds_of_test (kind text PRIMARY KEY);
        CREATE FUNCTION kind_of_test(phase text, data text) RETURNS text LANGUAGE sql AS $$
            SELECT concat_ws(' ', data::json ->> 'event', data::json ->> 'command') $$;
        CREATE FUNCTION tell_test() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.chain = 'fleet/web' THEN
                PERFORM pg_notify('entries', concat_ws('|', NEW.sequence, NEW.hash,
                    substring((SELECT holder FROM leases WHERE name = NEW.chain) from 'process (\d+)'),
                    kind_of_test(NEW.phase, NEW.data)));
                IF EXISTS (SELECT FROM holds_of_test WHERE kind = kind_of_test(NEW.phase, NEW.data)) THEN
                    PERFORM pg_sleep(3);
                END IF;
            END IF;
            RETURN NULL; END $$;
        CREATE TRIGGER tell_test AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION tell_test();
        """;

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    private readonly string _connection;
    private readonly ConcurrentDictionary<long, JournalWatchEntry> _entries = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _listening;

    private JournalWatch(string connection)
    {
        _connection = connection;
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>Told of each entry, on the thread that listens.</summary>
    public Action<JournalWatchEntry>? Came { get; set; }

    /// <summary>Every entry that was ever told of: each was acknowledged.</summary>
    public IReadOnlyCollection<JournalWatchEntry> Entries => [.. _entries.Values.OrderBy(entry => entry.Sequence)];

    /// <param name="connection">Whose search path is the schema.</param>
    public static async Task<JournalWatch> StartAsync(string connection)
    {
        await using var opened = new NpgsqlConnection(connection);
        await opened.ExecuteAsync(Triggers);
        return new JournalWatch(connection);
    }

    /// <summary>Who holds the fleet's lease now, as a process id; null if nobody does.</summary>
    public async Task<int?> DriverAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        return await connection.ExecuteScalarAsync<int?>("""
            SELECT substring(holder from 'process (\d+)')::int FROM leases
            WHERE name = 'fleet/web' AND expires > extract(epoch FROM clock_timestamp()) * 1000
            """);
    }

    /// <summary>From now on a writer of such an entry waits 3 s before it can commit it.</summary>
    public Task HoldAsync(string kind) => ExecuteAsync("INSERT INTO holds_of_test VALUES (@kind)", new { kind });

    public Task LetGoAsync() => ExecuteAsync("DELETE FROM holds_of_test", null);

    /// <summary>True while a writer waits so.</summary>
    public async Task<bool> IsHeldAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        return await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") > 0;
    }

    public async Task<IReadOnlyList<(long Sequence, string Hash)>> KeptAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        return [.. await connection.QueryAsync<(long, string)>(
            "SELECT sequence, hash FROM journal WHERE chain = 'fleet/web' ORDER BY sequence")];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task ExecuteAsync(string sql, object? parameters)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.ExecuteAsync(sql, parameters);
    }

    // The database is restarted on purpose: what is written while nobody listens is only not heard of.
    private async Task ListenAsync()
    {
        using var timer = new PeriodicTimer(Again);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_connection);
                await connection.OpenAsync(_stop.Token);
                connection.Notification += (_, news) => Tell(news.Payload.Split('|'));
                await connection.ExecuteAsync("LISTEN entries");
                while (true)
                {
                    await connection.WaitAsync(_stop.Token);
                }
            }
            catch (NpgsqlException)
            {
                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Tell(string[] parts)
    {
        var entry = new JournalWatchEntry(
            long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1],
            int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), parts[3]);
        _entries[entry.Sequence] = entry;
        Came?.Invoke(entry);
    }
}
