using Dapper;
using ImageForge.Core.Fleets;
using ImageForge.Core.Journal;
using ImageForge.Core.Notices;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Store;
using ImageForge.Engine.Watching;
using ImageForge.Engine.Webhooks;
using ImageForge.Targets.Tests.Local;
using ImageForge.Targets.Tests.Webhooks;

namespace ImageForge.Targets.Tests.Service;

/// <summary>The service is killed ten times under load; nothing that was acknowledged or written is lost.</summary>
[Trait("tier", "long")]
public sealed class KilledServiceTests : IDisposable
{
    private const int Kills = 10;
    private const int GapsARound = 6;
    private static readonly TimeSpan SoonMax = TimeSpan.FromMinutes(2);
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();
    private readonly InstallationKey _key;
    private readonly StoredJournal _journal;

    public KilledServiceTests()
    {
        _key = new InstallationKey(_state.Directory);
        _journal = new StoredJournal(new ForgeDatabase(_state.Directory), _key, TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Ten_kills_lose_nothing_and_a_tail_that_is_cut_off_is_noticed()
    {
        using var load = await EnrolmentLoad.CreateAsync(
            _state.Directory, _state.Directory, instances: 6000);
        using var stop = new CancellationTokenSource();
        var running = Task.CompletedTask;
        ServiceProcessRun? service = null;
        var kills = 0;

        // Every third message finds its sender dead before it can be answered: between the call and its record.
        await using var sink = new WebhookSink(async (number, response, _) =>
        {
            if (number % 3 == 2 && Interlocked.Exchange(ref service, null) is { } victim && kills < Kills)
            {
                kills++;
                await victim.KillAsync();
                victim.Dispose();
            }

            response.StatusCode = 200;
        });
        _tree.WriteWebhook(sink.Url);
        var gaps = 0;
        var joined = false;
        while (kills < Kills)
        {
            // It is the receiver too while it runs.
            var run = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
            running = running.IsCompleted ? load.RunAsync(workers: 4, stop.Token) : running;
            if (!joined)
            {
                await run.UntilAsync(SoonMax, async () => (await RecordAsync()).From is not null, "it joins");
                joined = true;
            }

            var before = kills;
            service = run;
            for (var count = 0; count < GapsARound; count++)
            {
                await GapAsync($"web-{gaps++}");
            }

            await UntilAsync(() => kills > before, $"kill {before + 1} of {Kills}\n{run.Log}");
        }

        using (var last = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root))
        {
            await last.UntilAsync(SoonMax, async () => (await RecordAsync()).Sent == gaps, "all are told");
            Assert.Equal(0, (await last.TerminateAsync()).ExitCode);
        }

        await stop.CancelAsync();
        await running;
        await CheckAsync(load, sink, gaps);
        await CutAsync();
    }

    private async Task CheckAsync(EnrolmentLoad load, WebhookSink sink, int gaps)
    {
        // In order, each at least once; doubles carry the same id and come right after each other.
        var told = sink.Got.Select(got => (got.Id, Instance: InstanceOf(got))).ToList();
        Assert.Equal(
            Enumerable.Range(0, gaps).Select(number => $"web-{number}"),
            told.DistinctBy(got => got.Id).Select(got => got.Instance));
        var doubles = told.Count - gaps;
        Assert.InRange(doubles, 1, Kills);
        Assert.All(sink.Got, got => Assert.True(WebhookSink.IsSigned(got)));

        Assert.True(load.Acknowledged > 100, $"only {load.Acknowledged} enrolled");
        Assert.Empty(await load.LostAsync(_state.Directory));
        Assert.Equal("ok", await StoredRecords.IntegrityAsync(_state.Directory));
        Assert.Empty(await StoredRecords.FaultsAsync(_state.Directory));
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills: {gaps} notices told, {doubles} of them twice; {load.Acknowledged} enrolments acknowledged, "
                + "0 lost");
    }

    private async Task CutAsync()
    {
        await using (var connection = await new ForgeDatabase(_state.Directory).OpenAsync(Cancellation))
        {
            await connection.ExecuteAsync(
                "DELETE FROM journal WHERE chain = 'webhook/test' AND sequence > (SELECT MAX(sequence) - 2 FROM journal "
                    + "WHERE chain = 'webhook/test')");
        }

        Assert.Contains(
            await StoredRecords.FaultsAsync(_state.Directory),
            fault => fault.Contains("the tail was cut off", StringComparison.Ordinal));
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        await service.UntilLoggedAsync("Webhook test is not served now: the journal was changed by hand", SoonMax);
    }

    private Task<JournalEntry> GapAsync(string instance) => _journal.AppendAsync(
        SensorJournal.ChainOf(new FleetName("web")), "watch", JournalPhase.Noted, instance,
        $$"""{"event":"gap-opened","instance":"{{instance}}","detail":"silent"}""", fence: null, Cancellation);

    private Task<WebhookRecord> RecordAsync() => new WebhookJournal(_journal).ReadAsync("test", Cancellation);

    private static string InstanceOf(WebhookDelivery got) =>
        got.Event.GetProperty("data").GetProperty("facts").GetProperty("instance").GetString()!;

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !condition();)
        {
            Assert.True(waited.Elapsed < SoonMax, $"not within {SoonMax}: {what}");
            await timer.WaitForNextTickAsync(Cancellation);
        }
    }
}
