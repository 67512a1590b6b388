using System.Diagnostics;

namespace ImageForge.EndToEnd.Tests.Targets;

/// <summary>Waits for real processes, with a limit.</summary>
internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    public static async Task UntilAsync(TimeSpan limit, Func<Task<bool>> condition, Func<string> state)
    {
        using var timer = new PeriodicTimer(Interval);
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(waited.Elapsed < limit, $"not within {limit}: {state()}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
