namespace ImageForge.Targets.Tests.Service.Api;

/// <summary>The service is killed ten times while changes are made through it: each is there once.</summary>
[Trait("tier", "long")]
public sealed class KilledInterfaceTests
{
    private const int Kills = 10;
    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_and_what_is_sent_again_is_done_once()
    {
        // Windows that are closed: so the rotation does not end while it is paused and resumed.
        await using var stage = await ApiStage.StartAsync(InterfaceLoad.ClosedWindows);
        var instance = await InterfaceLoad.BeginAsync(stage.Api);
        using var load = await InterfaceLoad.CreateAsync(stage.Service, () => stage.Service.Address!);
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(instance, reporters: 2, stop.Token);
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            var before = load.Acknowledged.Count;
            await stage.Service.UntilAsync(
                SoonMax, () => Task.FromResult(load.Acknowledged.Count > before + random.Next(3, 12)),
                $"it answers after {kill} kills");
            await stage.RestartAsync();
        }

        await stop.CancelAsync();
        await running;
        await stage.Service.TerminateAsync();
        using (var rooms = stage.Service.Rooms())
        {
            Assert.Empty(await load.FaultsAsync(rooms.Journal));
            Assert.Equal("ok", await StoredRecords.IntegrityAsync(rooms.State));
            Assert.Empty(await StoredRecords.FaultsAsync(rooms.State));
        }

        Assert.All(load.Refusals, refusal => Assert.True(refusal.Status is 409 or 429 or 503, $"{refusal}"));
        Assert.All(load.Refusals, refusal => Assert.Equal("application/problem+json", refusal.Media));
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills: {load.Acknowledged.Count} changes acknowledged, 0 lost, 0 twice; {load.Replayed} were "
                + $"done before their sender heard of it; {load.Refusals.Count} refusals");
    }
}
