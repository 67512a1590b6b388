using System.Diagnostics;
using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Store;
using ImageForge.Targets.Service;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Tests.Simulated.Serving;
using Npgsql;

namespace ImageForge.Targets.Tests.Service;

/// <summary>
/// Three nodes as on three machines, a state directory each, on one real PostgreSQL, driving one simulated cloud.
/// </summary>
internal sealed class NodeBench : IAsyncDisposable
{
    private static readonly TimeSpan TakeOverMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RotationMax = TimeSpan.FromMinutes(15);
    private readonly PostgresServer _postgres;
    private readonly ServiceTree _tree;
    private readonly List<string> _report = [];

    private NodeBench(
        PostgresServer postgres, ServiceTree tree, CloudStage cloud, List<ServiceNode> nodes, JournalWatch watch) =>
        (_postgres, _tree, Cloud, Nodes, Watch) = (postgres, tree, cloud, nodes, watch);

    public CloudStage Cloud { get; }
    public List<ServiceNode> Nodes { get; }
    public JournalWatch Watch { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All of it, with a fleet whose bell rings within a minute.</summary>
    public static async Task<NodeBench> StartAsync(int desired, int batchPercentage, string checkpoints = "[]")
    {
        var postgres = PostgresServer.Start();
        var tree = new ServiceTree();
        tree.WriteSchedule(desired: desired, batch: batchPercentage, checkpoints: checkpoints);
        var cloud = await CloudStage.StartAsync(OrderOf(desired));
        var id = cloud.Connect().Card.Id;
        var connection = postgres.CreateDatabase();
        var nodes = Enumerable.Range(0, 3).Select(number => NodeOf($"{(char)('a' + number)}", connection, tree, cloud))
            .ToList();

        // What an operator copies from the first node to the others: the key by which records are proved.
        using (var key = new InstallationKey(Created(nodes[0].State.OfCloud(id))))
        {
            key.PublicKey();
            nodes.Skip(1).ToList().ForEach(node => File.Copy(
                key.KeyPath, Path.Combine(Created(node.State.OfCloud(id)).Keys, Path.GetFileName(key.KeyPath))));
        }

        // Together: one of them makes the tables.
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));
        var schema = nodes[0].State.OfCloud(id).Schema;
        var watch = await JournalWatch.StartAsync(
            new NpgsqlConnectionStringBuilder(connection) { SearchPath = schema }.ToString());
        return new NodeBench(postgres, tree, cloud, nodes, watch);
    }

    /// <summary>Kills whoever drives, waits for the next driver, and starts the killed one again.</summary>
    public async Task KillDriverAsync()
    {
        var driver = await NextDriverAsync(null);
        await driver.KillAsync();
        await TakenOverAsync($"{driver.Name} killed", driver);
        await driver.StartAsync();
    }

    /// <summary>
    /// Stops the node that writes the next entry of a new kind until another drives, then lets it wake.
    /// </summary>
    /// <param name="known">Kinds that were done; gets the one that was.</param>
    /// <returns>False if the rotation has ended.</returns>
    public async Task<bool> FreezeAfterAsync(HashSet<string> known)
    {
        var frozen = new TaskCompletionSource<(ServiceNode Node, string Kind)>(
            TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = 0;
        Watch.Came = Look;
        try
        {
            var end = EndedAsync();
            if (await Task.WhenAny(frozen.Task, end) == end && !frozen.Task.IsCompleted)
            {
                return false;
            }

            var (node, kind) = await frozen.Task;
            known.Add(kind);
            if (kind.StartsWith("rotation-finished", StringComparison.Ordinal))
            {
                node.Wake();
                return false;
            }

            await TakenOverAsync($"{node.Name} stopped after '{kind}'", node);
            node.Wake();
            return true;
        }
        finally
        {
            Watch.Came = null;
        }

        void Look(JournalWatchEntry entry)
        {
            if (!known.Contains(entry.Kind) && Nodes.Find(node => node.Run.Id == entry.Writer) is { } writer
                && Interlocked.Exchange(ref taken, 1) == 0)
            {
                writer.Freeze();
                frozen.SetResult((writer, entry.Kind));
            }
        }
    }

    /// <summary>Stops a node that has sent an entry of this kind and not yet committed it.</summary>
    public async Task FreezeBeforeAsync(string kind)
    {
        await Watch.HoldAsync(kind);
        await UntilAsync(RotationMax, Watch.IsHeldAsync, $"somebody writes '{kind}'");
        var driver = await NextDriverAsync(null);
        driver.Freeze();
        await Watch.LetGoAsync();
        await TakenOverAsync($"{driver.Name} stopped within '{kind}'", driver);
        driver.Wake();
    }

    /// <summary>Crashes the database, starts it again, and waits until somebody drives on.</summary>
    public async Task RestartDatabaseAsync()
    {
        _postgres.Stop("immediate");
        _postgres.Resume();
        var before = Watch.Entries.Count;
        var took = Stopwatch.StartNew();
        await UntilAsync(
            TakeOverMax, () => Task.FromResult(Watch.Entries.Count > before), "something is written after a restart");
        Say($"PostgreSQL crashed and started: driven on after {took.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>Waits until the rotation has ended.</summary>
    public Task EndedAsync() => UntilAsync(
        RotationMax,
        () => Task.FromResult(Watch.Entries.Any(entry => entry.Kind.StartsWith(
            "rotation-finished", StringComparison.Ordinal))),
        "it ends");

    /// <summary>Whether nothing was lost, written twice, or done that must not be.</summary>
    public async Task AssertWholeAsync(int desired)
    {
        var id = Cloud.Connect().Card.Id;
        var kept = (await Watch.KeptAsync()).ToDictionary(entry => entry.Sequence, entry => entry.Hash);
        Assert.Equal(Enumerable.Range(1, kept.Count).Select(number => (long)number), kept.Keys.Order());
        Assert.All(Watch.Entries, entry => Assert.Equal(entry.Hash, kept[entry.Sequence]));
        foreach (var node in Nodes)
        {
            using var key = new InstallationKey(node.State.OfCloud(id));
            var journal = new StoredJournal(
                new ForgeDatabase(node.State.OfCloud(id)), key, TimeProvider.System);
            Assert.Empty(await journal.VerifyAsync(Cancellation));
        }

        var report = await Cloud.EndAsync();
        var fleet = Assert.Single(report.Fleets);
        var late = fleet.Breaches.Count(breach => breach.Kind == BreachKind.StaleWriter);
        Say($"{kept.Count} entries, {report.Counters.Launches} launches, lowest against the floor "
            + $"{fleet.Figures.LowestAgainstFloor}, late calls of a node that had lost its lease: {late}");
        Assert.DoesNotContain(fleet.Breaches, breach => breach.Kind != BreachKind.StaleWriter);
        Assert.Equal(0, fleet.Figures.LowestAgainstFloor);
        Assert.Equal(desired, fleet.Figures.Total);
        Assert.Equal(desired, report.Counters.Launches);
        var logs = string.Join('\n', Nodes.Select(node => node.Log + node.Run.Log));
        Assert.DoesNotContain(PostgresServer.CanaryPassword, logs, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _report));
        await Watch.DisposeAsync();
        foreach (var node in Nodes)
        {
            node.Dispose();
        }

        await Cloud.DisposeAsync();
        _tree.Dispose();
        _postgres.Dispose();
    }

    private static ServiceNode NodeOf(string name, string connection, ServiceTree tree, CloudStage cloud)
    {
        var root = Directory.CreateTempSubdirectory("ifn-").FullName;
        var file = Path.Combine(root, "postgres");
        File.WriteAllText(file, connection);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new ServiceNode(name, root, new ServiceWords
        {
            State = root,
            Definitions = tree.Root,
            Target = $"simulated:{cloud.Address}",
            Listen = "127.0.0.1:0",
            Store = "postgres",
            StoreConnection = file,
        });
    }

    private static CloudOrder OrderOf(int desired) => CloudStage.Order with
    {
        Quicker = 40,
        Instances = desired,
        Fleet = FleetTerms.Of(new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = CloudStage.Image,
            Desired = desired,
            MinHealthyPercentage = 100,
            MaxHealthyPercentage = 150,
            InstanceWarmup = TimeSpan.FromSeconds(1),
        }),
    };

    private static StateDirectory Created(StateDirectory state)
    {
        state.Create();
        return state;
    }

    // Another one than the given, which has run to its end or stands still.
    private async Task<ServiceNode> NextDriverAsync(ServiceNode? former)
    {
        ServiceNode? driver = null;
        await UntilAsync(
            former is null ? RotationMax : TakeOverMax,
            async () =>
            {
                var pid = await Watch.DriverAsync();
                driver = Nodes.Find(node => node != former && node.IsRunning && node.Run.Id == pid);
                return driver is not null;
            },
            "somebody drives");
        return driver!;
    }

    private async Task TakenOverAsync(string what, ServiceNode former)
    {
        var took = Stopwatch.StartNew();
        var next = await NextDriverAsync(former);
        Say($"{what}: {next.Name} drives after {took.Elapsed.TotalSeconds:0.0} s");
    }

    private void Say(string line) => _report.Add(line);

    private async Task UntilAsync(TimeSpan limit, Func<Task<bool>> condition, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(
                waited.Elapsed < limit,
                $"not within {limit}: {what}\n{string.Join('\n', _report)}\n{string.Join('\n', Logs())}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }

    private IEnumerable<string> Logs() =>
        Nodes.Where(node => node.IsRunning).Select(node => $"{node.Name}: {node.Run.Log}");
}
