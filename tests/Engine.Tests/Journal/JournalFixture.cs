using Dapper;
using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Journal;

/// <summary>A journal of its own in a temporary state directory, with a way to damage it behind its back.</summary>
public sealed class JournalFixture : IDisposable
{
    private readonly PostgresFixture? _postgres;

    /// <param name="postgres">Where its records lie; null: in <c>forge.db</c>.</param>
    public JournalFixture(PostgresFixture? postgres = null)
    {
        _postgres = postgres;
        State = new StateDirectory(Path.Combine(Path.GetTempPath(), "ifj-" + Path.GetRandomFileName()));
        State.Create();
        postgres?.Settle(State);
        Database = new ForgeDatabase(State);
        Key = new InstallationKey(State);
        Journal = new StoredJournal(Database, Key, TimeProvider.System);
    }

    public StateDirectory State { get; }
    public ForgeDatabase Database { get; }
    public InstallationKey Key { get; }
    public StoredJournal Journal { get; }

    /// <summary>True where the database is PostgreSQL.</summary>
    public bool IsPostgres => _postgres is not null;

    public async Task<JournalEntry> AppendAsync(string chain, string data) =>
        await Journal.AppendAsync(
            chain, "run", JournalPhase.Noted, "subject", data, fence: null, TestContext.Current.CancellationToken);

    public async Task FillAsync(string chain, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await AppendAsync(chain, $"{{\"n\":{number}}}");
        }
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<List<JournalEntry>> ReadAsync(string chain) =>
        await Journal.ReadAsync(chain, 0, TestContext.Current.CancellationToken).ToListAsync(
            TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<string>> VerifyAsync() => Journal.VerifyAsync(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Key.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(State.Root, recursive: true);
    }
}
