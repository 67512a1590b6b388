using Dapper;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Journal;
using Microsoft.Data.Sqlite;

namespace ImageForge.Engine.Tests.Store;

public sealed class SqliteMigrationTests() : MigrationContract(new JournalFixture())
{
    [Fact]
    public async Task A_file_of_before_there_were_migrations_is_taken_up_with_what_it_holds()
    {
        await Fixture.FillAsync("fleet/web", 3);

        // As it was then: the tables of 0001, and no word of how they came about.
        await using (var connection = await Fixture.Database.OpenAsync(TestContext.Current.CancellationToken))
        {
            foreach (var (kind, name) in (await connection.QueryAsync<(string, string)>(
                """
                SELECT type, name FROM sqlite_master WHERE type IN ('index', 'table') AND name NOT LIKE 'sqlite%'
                AND name NOT IN ('journal', 'heads', 'enrolments', 'beats', 'leases') ORDER BY type
                """)).ToList())
            {
                await connection.ExecuteAsync($"DROP {kind} {name}");
            }

            await connection.ExecuteAsync("PRAGMA user_version = 0");
        }

        SqliteConnection.ClearAllPools();
        await using (var connection = await new ForgeDatabase(Fixture.State).OpenAsync(
            TestContext.Current.CancellationToken))
        {
            Assert.Equal(3, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM journal"));
            Assert.NotEqual(0, await connection.ExecuteScalarAsync<long>("PRAGMA user_version"));
            Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
        }

        Assert.Empty(await Fixture.VerifyAsync());
    }

    protected override Task PretendNewerAsync() => Fixture.ExecuteAsync("PRAGMA user_version = 9999");
}
