using ImageForge.Engine.Journal;
using Microsoft.Data.Sqlite;

namespace ImageForge.Engine.Tests.Journal;

/// <summary>A database that was put back whole proves itself whole, and is noticed all the same.</summary>
public sealed class JournalWitnessTests : IDisposable
{
    private readonly JournalFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_journal_that_grows_is_in_order()
    {
        Assert.Empty(await LookAsync());
        await _fixture.FillAsync("fleet/web", 3);
        Assert.Empty(await LookAsync());
        await _fixture.FillAsync("fleet/web", 3);
        await _fixture.FillAsync("fleet/other", 1);
        Assert.Empty(await LookAsync());
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task An_older_copy_is_noticed_at_once_and_after_it_went_on()
    {
        await _fixture.FillAsync("fleet/web", 3);
        await LookAsync();
        var older = Copy();
        await _fixture.FillAsync("fleet/web", 4);
        await LookAsync();

        PutBack(older);
        Assert.Empty(await _fixture.VerifyAsync());
        Assert.Equal(
            "chain fleet/web: entry 7 was there before, and now it ends with entry 3: the database was put back to an "
                + "earlier copy of itself",
            Assert.Single(await LookAsync()));

        await _fixture.FillAsync("fleet/web", 5);
        Assert.Empty(await _fixture.VerifyAsync());
        Assert.Contains(
            "entry 7 is another one than was there before", Assert.Single(await LookAsync()), StringComparison.Ordinal);
        Assert.Single(await LookAsync());
    }

    [Fact]
    public async Task A_chain_that_is_gone_is_noticed()
    {
        await _fixture.FillAsync("fleet/web", 2);
        await LookAsync();
        await _fixture.ExecuteAsync("DELETE FROM journal; DELETE FROM heads;");
        Assert.Empty(await _fixture.VerifyAsync());
        Assert.Contains("now it ends with entry 0", Assert.Single(await LookAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_witness_that_was_changed_is_noticed()
    {
        await _fixture.FillAsync("fleet/web", 5);
        await LookAsync();
        var place = Witness.Place;
        var text = await File.ReadAllTextAsync(place, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            place, text.Replace("\"sequence\":5", "\"sequence\":4", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.Contains("was changed by hand", Assert.Single(await LookAsync()), StringComparison.Ordinal);

        await File.WriteAllTextAsync(place, "{", TestContext.Current.CancellationToken);
        Assert.Equal(ForgeError.Integrity, (await Assert.ThrowsAsync<ForgeException>(LookAsync)).Error);
    }

    private JournalWitness Witness => new(_fixture.Database, _fixture.Key, _fixture.State);

    private Task<IReadOnlyList<string>> LookAsync() => Witness.LookAsync(TestContext.Current.CancellationToken);

    private byte[] Copy()
    {
        CloseAll();
        return File.ReadAllBytes(_fixture.State.Database);
    }

    private void PutBack(byte[] copy)
    {
        CloseAll();
        File.Delete($"{_fixture.State.Database}-wal");
        File.Delete($"{_fixture.State.Database}-shm");
        File.WriteAllBytes(_fixture.State.Database, copy);
    }

    // Of this database alone: others run beside. The last one to close writes everything into the file.
    private void CloseAll()
    {
        using (var connection = new SqliteConnection($"Data Source={_fixture.State.Database}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        SqliteConnection.ClearAllPools();
    }
}
