using Dapper;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Journal;

namespace ImageForge.Engine.Tests.Store;

/// <summary>How the tables come about, whatever database they lie in.</summary>
public abstract class MigrationContract(JournalFixture fixture) : IDisposable
{
    protected JournalFixture Fixture => fixture;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Many_that_open_a_new_database_at_once_make_its_tables_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var connection = await new ForgeDatabase(fixture.State).OpenAsync(Cancellation);
            Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM journal"));
        })));

        await using var connection = await fixture.Database.OpenAsync(Cancellation);
        var scripts = (await connection.QueryAsync<string>(
            "SELECT scriptname FROM schemaversions ORDER BY scriptname")).ToList();
        Assert.Equal("0001-first.sql", scripts[0]);
        Assert.Equal(scripts.Distinct(), scripts);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_with_a_way_out()
    {
        await fixture.FillAsync("fleet/web", 1);
        await PretendNewerAsync();

        var refusal = await Assert.ThrowsAsync<ForgeException>(
            () => new ForgeDatabase(fixture.State).OpenAsync(Cancellation));

        Assert.Equal(ForgeError.Environment, refusal.Error);
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(refusal.WayOut);
    }

    [Fact]
    public async Task One_that_knows_its_tables_looks_for_them_once()
    {
        await fixture.FillAsync("fleet/web", 1);
        await PretendNewerAsync();

        await fixture.FillAsync("fleet/web", 1);

        Assert.Equal(2, (await fixture.ReadAsync("fleet/web")).Count);
    }

    protected abstract Task PretendNewerAsync();
}
