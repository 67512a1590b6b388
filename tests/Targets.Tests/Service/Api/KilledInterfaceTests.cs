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
        await using var stage = await ApiStage.StartAsync(
            $"[{{ days: [{Another}], from: \"03:00\", to: \"04:00\", zone: UTC }}]");
        var instance = await BegunAsync(stage);
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

    private static string Another =>
        $"{DateTime.UtcNow.AddDays(3).DayOfWeek}"[..3].ToLowerInvariant();

    private static async Task<string> BegunAsync(ApiStage stage)
    {
        var begun = await stage.Api.PostAsync("v1/fleets/web/rotations", """{"reason":"load"}""");
        Assert.True(begun.Status == 202, $"{begun}");
        var page = await stage.Api.GetAsync("v1/fleets/web/instances");
        return page.Json.GetProperty("instances").EnumerateArray().First().GetProperty("id").GetString()!;
    }
}
