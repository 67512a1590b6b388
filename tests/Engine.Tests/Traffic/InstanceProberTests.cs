using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Traffic;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Traffic;

public sealed class InstanceProberTests : IDisposable
{
    private static readonly HealthProbe Health = new(80, "/healthz");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 21, 0, 0, TimeSpan.Zero));
    private readonly FakeHeartbeats _beats = new();
    private readonly List<ProbeAddress> _addresses = [];
    private readonly List<AnsweringServer> _servers = [];

    public void Dispose() => _servers.ForEach(server => server.Dispose());

    [Fact]
    public async Task The_lowest_number_that_answered_is_kept_with_its_round()
    {
        using var prober = Prober();
        Serve("web-1", 200);
        Serve("web-2", 200);
        await RoundAsync(prober);
        _addresses.Add(new ProbeAddress(new InstanceId("web-3"), $"127.0.0.1:{AnsweringServer.FreePort()}"));
        await RoundAsync(prober);
        _addresses.RemoveAll(address => address.Instance.Value == "web-2");
        var lowest = await RoundAsync(prober);
        Serve("web-4", 200);
        await RoundAsync(prober);

        var report = prober.Report;

        Assert.Equal(1, report.LowestServing);
        Assert.Equal(lowest, report.LowestRound);
        Assert.Equal(4, report.Rounds);
        Assert.Equal([2, 2, 1, 2], report.Timeline.Select(round => round.Serving));
    }

    [Fact]
    public async Task Who_answers_otherwise_does_not_serve()
    {
        using var prober = Prober();
        Serve("web-1", 503);
        Serve("web-2", 302);

        Assert.Equal(0, (await RoundAsync(prober)).Serving);
    }

    [Fact]
    public async Task A_sensor_reports_while_its_beat_is_fresh_and_says_that_it_works()
    {
        using var prober = Prober();
        Serve("web-1", 200);
        Serve("web-2", 200);
        Serve("web-3", 200);
        _beats.Beat("web-1", _time.GetUtcNow());
        _beats.Beat("web-2", _time.GetUtcNow(), healthy: false);
        Assert.Equal(1, (await RoundAsync(prober)).Reporting);

        _time.Advance(HeartbeatTiming.GapAfter);

        Assert.Equal(0, (await RoundAsync(prober)).Reporting);
        Assert.Equal(0, prober.Report.LowestReporting);
        Assert.Equal(3, prober.Report.LowestServing);
    }

    [Fact]
    public async Task A_round_without_addresses_says_nothing()
    {
        using var prober = new InstanceProber(_ => throw new TargetException("not now"), Health, _beats, _time);

        Assert.Null(await prober.ProbeOnceAsync(TestContext.Current.CancellationToken));
        Assert.Null(prober.Report.LowestServing);
        Assert.Equal(1, prober.Report.BlindRounds);
    }

    [Fact]
    public async Task Only_changes_make_the_timeline_longer()
    {
        using var prober = Prober();
        Serve("web-1", 200);
        await RoundAsync(prober);
        await RoundAsync(prober);

        Assert.Single(prober.Report.Timeline);
        Assert.Equal(2, prober.Report.Rounds);
    }

    [Fact]
    public async Task It_ends_without_an_exception_when_asked_to_and_keeps_what_it_saw()
    {
        using var stop = new CancellationTokenSource();
        var rounds = 0;
        Serve("web-1", 200);
        using var prober = new InstanceProber(
            _ =>
            {
                // The first round is looked at before the fourth begins: each waits for the one before to be kept.
                if (++rounds == 4)
                {
                    stop.Cancel();
                }

                return Task.FromResult<IReadOnlyList<ProbeAddress>>(_addresses);
            },
            Health, _beats, TimeProvider.System);

        var report = await prober.RunAsync(stop.Token);

        Assert.InRange(report.Rounds, 1, 3);
        Assert.Equal(1, report.LowestServing);
    }

    private InstanceProber Prober() =>
        new(_ => Task.FromResult<IReadOnlyList<ProbeAddress>>([.. _addresses]), Health, _beats, _time);

    private void Serve(string instance, int status)
    {
        var server = AnsweringServer.Start(status);
        _servers.Add(server);
        _addresses.Add(new ProbeAddress(new InstanceId(instance), server.Authority));
    }

    private static async Task<ProbeRound> RoundAsync(InstanceProber prober) =>
        await prober.ProbeOnceAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException(
            "blind");
}
