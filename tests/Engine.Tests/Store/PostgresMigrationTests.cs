using ImageForge.Core.Journal;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;
using ImageForge.Engine.Tests.Journal;

namespace ImageForge.Engine.Tests.Store;

public sealed class PostgresMigrationTests(PostgresFixture postgres) : MigrationContract(new JournalFixture(postgres))
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_with_another_key_or_none_is_refused_and_makes_none()
    {
        await Fixture.FillAsync("fleet/web", 1);
        using var other = new TemporaryState();
        File.Copy(Fixture.State.StoreSetting, other.State.StoreSetting);
        using var key = new InstallationKey(other.State);
        var journal = new StoredJournal(new ForgeDatabase(other.State), key, TimeProvider.System);

        await RefusedAsync(() => journal.JoinAsync(Cancellation));
        await RefusedAsync(() => AppendAsync(journal));
        Assert.False(key.Exists);
        key.PublicKey();
        await RefusedAsync(() => AppendAsync(journal));

        File.Copy(Fixture.Key.KeyPath, key.KeyPath, overwrite: true);
        using var right = new InstallationKey(other.State);
        var joined = new StoredJournal(new ForgeDatabase(other.State), right, TimeProvider.System);
        await joined.JoinAsync(Cancellation);
        await AppendAsync(joined);
        Assert.Empty(await Fixture.VerifyAsync());
    }

    [Fact]
    public async Task What_is_said_of_a_simulated_cloud_is_not_read_as_said_of_real_fleets()
    {
        await Fixture.FillAsync("fleet/web", 2);
        var cloud = Fixture.State.OfCloud("1234abcd");
        cloud.Create();
        using var key = new InstallationKey(cloud);
        var journal = new StoredJournal(new ForgeDatabase(cloud), key, TimeProvider.System);

        Assert.Empty(await journal.ListChainsAsync(Cancellation));
        await AppendAsync(journal);

        Assert.Equal(2, (await Fixture.ReadAsync("fleet/web")).Count);
    }

    [Fact]
    public async Task A_lease_is_not_taken_between_a_writers_check_and_its_commit()
    {
        var leases = new StoredLeases(Fixture.Database, TimeProvider.System);
        await using var lease = await leases.TryTakeAsync("fleet/web", "one", Cancellation);
        await using var connection = await Fixture.Database.OpenAsync(Cancellation);
        Task<ILease?> taking;
        await using (var transaction = await Fixture.Database.BeginWriteAsync(connection, "journal/x", Cancellation))
        {
            await StoredLeases.RequireAsync(Fixture.Database, connection, transaction, lease!.Fence);
            taking = Task.Run(async () =>
            {
                await Fixture.ExecuteAsync("UPDATE leases SET expires = 0");
                return await leases.TryTakeAsync("fleet/web", "two", Cancellation);
            });
            await Assert.ThrowsAsync<TimeoutException>(
                () => taking.WaitAsync(TimeSpan.FromSeconds(1), Cancellation));
            await transaction.CommitAsync(Cancellation);
        }

        await using var taken = await taking;
        Assert.Equal(lease.Fence.Epoch + 1, taken!.Fence.Epoch);
    }

    protected override Task PretendNewerAsync() => Fixture.ExecuteAsync(
        "INSERT INTO schemaversions (scriptname, applied) SELECT 'newer ' || n, now() FROM generate_series(1, 999) n");

    private static Task<JournalEntry> AppendAsync(StoredJournal journal) => journal.AppendAsync(
        "fleet/api", "run", JournalPhase.Noted, "subject", "{}", fence: null, Cancellation);

    private static async Task RefusedAsync(Func<Task> act)
    {
        var refusal = await Assert.ThrowsAsync<ForgeException>(act);
        Assert.Equal(ForgeError.Integrity, refusal.Error);
        Assert.Contains("keys/", refusal.WayOut, StringComparison.Ordinal);
    }
}
