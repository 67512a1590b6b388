using Dapper;
using ImageForge.Engine;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The records of a service, looked at from outside.</summary>
internal static class StoredRecords
{
    /// <summary>What SQLite says of its file; <c>ok</c> if it is whole.</summary>
    public static async Task<string> IntegrityAsync(StateDirectory state)
    {
        await using var connection = await new ForgeDatabase(state).OpenAsync(TestContext.Current.CancellationToken);
        return (await connection.ExecuteScalarAsync<string>("PRAGMA integrity_check"))!;
    }

    /// <summary>What <c>imageforge journal verify</c> finds.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(StateDirectory state)
    {
        using var key = new InstallationKey(state);
        var database = new ForgeDatabase(state);
        var journal = new StoredJournal(database, key, TimeProvider.System);
        return
        [
            .. await journal.VerifyAsync(TestContext.Current.CancellationToken),
            .. await new JournalWitness(database, key, state).LookAsync(TestContext.Current.CancellationToken),
        ];
    }
}
