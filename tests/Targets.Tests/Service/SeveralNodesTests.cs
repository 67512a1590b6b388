namespace ImageForge.Targets.Tests.Service;

/// <summary>Any node may be killed, or stand still, at any moment; so may the database.</summary>
public sealed class SeveralNodesTests
{
    [Fact]
    [Trait("tier", "long")]
    public async Task Two_kills_a_pause_and_a_crash_of_the_database_cost_a_rotation_nothing()
    {
        const int Desired = 12;
        await using var bench = await NodeBench.StartAsync(Desired, batchPercentage: 20);
        await bench.KillDriverAsync();
        await bench.FreezeBeforeAsync("command-began Terminate");
        await bench.RestartDatabaseAsync();
        await bench.KillDriverAsync();
        await bench.EndedAsync();
        await bench.AssertWholeAsync(Desired);
    }

    [Fact]
    [Trait("tier", "all")]
    public async Task Ten_kills_of_whoever_drives_cost_a_rotation_nothing()
    {
        const int Desired = 40;
        await using var bench = await NodeBench.StartAsync(Desired, batchPercentage: 5);
        for (var kill = 0; kill < 10; kill++)
        {
            await bench.KillDriverAsync();
        }

        await bench.RestartDatabaseAsync();
        await bench.EndedAsync();
        await bench.AssertWholeAsync(Desired);
    }

    [Fact]
    [Trait("tier", "all")]
    public async Task A_node_that_stands_still_at_any_entry_of_the_journal_harms_nothing_when_it_wakes()
    {
        const int Desired = 12;
        await using var bench = await NodeBench.StartAsync(Desired, batchPercentage: 20, checkpoints: "[50]");
        var known = new HashSet<string>(StringComparer.Ordinal);
        string[] within = ["launch-began", "command-began Drain", "command-began Terminate", "command-done Terminate"];
        foreach (var kind in within)
        {
            await bench.FreezeAfterAsync(known);
            await bench.FreezeBeforeAsync(kind);
        }

        while (await bench.FreezeAfterAsync(known))
        {
            // The next kind.
        }

        await bench.EndedAsync();
        await bench.AssertWholeAsync(Desired);
        Assert.Superset(
            new HashSet<string>(
                ["launch-began", "command-began Terminate", "command-done Terminate", "checkpoint-reached"]), known);
    }
}
