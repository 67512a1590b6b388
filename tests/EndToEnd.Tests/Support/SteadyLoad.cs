using ImageForge.Engine.Traffic;

namespace ImageForge.EndToEnd.Tests.Support;

/// <summary>Requests at a steady rate, sent by the test's own process: no kill reaches them.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private const double Rate = 10;
    private readonly CancellationTokenSource _stop = new();
    private readonly LoadGenerator _load;
    private readonly Task<LoadReport> _sending;

    public SteadyLoad(Uri address)
    {
        _load = new LoadGenerator(new LoadSettings { Address = address, Rate = Rate }, TimeProvider.System);
        _sending = _load.RunAsync(_stop.Token);
    }

    /// <summary>Stops, and holds it to: no request failed, none was left out.</summary>
    public async Task AssertNothingWasLostAsync()
    {
        await _stop.CancelAsync();
        var report = await _sending;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{report.Sent} sent, {report.Failed} failed, p99 {report.Latency.P99} ms");
        Assert.True(
            report.Failed == 0,
            string.Join('\n', report.FirstFailures.Select(failure => $"{failure.At} {failure.Cause}")));
        Assert.InRange(report.Sent, report.Expected * 0.98, report.Expected * 1.02);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _load.Dispose();
        _stop.Dispose();
    }
}
