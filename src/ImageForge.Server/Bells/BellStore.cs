using ImageForge.Engine;
using ImageForge.Targets;
using Microsoft.Data.Sqlite;
using Quartz;

namespace ImageForge.Server.Bells;

/// <summary>
/// Where Quartz keeps when bells ring: a file for one process, or tables beside the records that several nodes share.
/// Either can be built anew from the schedules at any time.
/// </summary>
internal static class BellStore
{
    private const int Threads = 8;

    // A bell that is later than this was missed; then it rings once, now.
    private static readonly TimeSpan MisfireThreshold = TimeSpan.FromSeconds(10);

    // How soon after a start, or a pause of the machine, that is noticed.
    private static readonly TimeSpan MisfireLook = TimeSpan.FromSeconds(2);

    // A node that is killed is missed after two of these; a minute is what the stock settings can add to that.
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(2);

    /// <summary>Makes sure that the file can be used; its mode is kept in it.</summary>
    /// <exception cref="ForgeException">It is damaged, or cannot be opened (Integrity).</exception>
    public static async Task PrepareAsync(Rooms rooms)
    {
        if (rooms.Database.IsShared)
        {
            return;
        }

        var state = rooms.State;
        try
        {
            await using var connection = new SqliteConnection(ConnectionOf(state));
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=WAL;";
            await command.ExecuteNonQueryAsync();
        }
        catch (SqliteException exception)
        {
            throw new ForgeException(
                ForgeError.Integrity, $"{state.Bells} cannot be used: {exception.Message}",
                "delete it with its -wal and -shm: it is built anew from the schedules, and forgets missed bells only",
                exception);
        }
    }

    public static void AddBells(this IServiceCollection services, Rooms rooms, string node)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "imageforge";
                options.DefaultTimeZone = TimeZoneInfo.Utc;
                if (rooms.Database.IsShared)
                {
                    options.InstanceId = InstanceOf(node);
                }

                // A pass is interrupted between two commands; what it had begun is found by the next.
                options.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseDefaultThreadPool(Threads);
            quartz.UsePersistentStore(store =>
            {
                if (rooms.Database.SharedConnectionString is { } shared)
                {
                    store.UsePostgres(shared);
                    store.UseClustering(cluster => cluster.CheckinInterval = cluster.CheckinMisfireThreshold = CheckIn);
                }
                else
                {
                    store.UseSqlite(ConnectionOf(rooms.State));
                }

                store.UseSystemTextJsonSerializer();
                store.ProvisionSchema();
                store.ConfigureStore(options =>
                {
                    options.StoreJobDataAsStrings = true;
                    options.MisfireThreshold = MisfireThreshold;
                    options.MisfireHandlerFrequency = options.DbRetryInterval = MisfireLook;
                    options.RecoverFiringsCancelledByShutdown = true;
                });
            });
        });
        services.AddSingleton<BellBoard>();

        // Before Quartz itself: nothing rings until the schedules were read.
        services.AddHostedService(provider => provider.GetRequiredService<BellBoard>());
        if (rooms.Database.IsShared)
        {
            services.AddHostedService<ScheduleWatch>();
        }

        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    // Another one at each start: two of one name would take each other's rings for their own, whatever they are called.
    private static string InstanceOf(string node) =>
        $"{node}-{Environment.ProcessId}-{Guid.NewGuid().ToString("n")[..6]}";

    private static string ConnectionOf(StateDirectory state) =>
        new SqliteConnectionStringBuilder { DataSource = state.Bells }.ToString();
}
