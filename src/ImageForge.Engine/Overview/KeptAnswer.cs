namespace ImageForge.Engine.Overview;

/// <summary>
/// An answer for many who ask at once: one of them asks, all get what came. One that has grown old a little is still
/// given, while the next is on its way, so that nobody waits for a slow target twice.
/// </summary>
/// <param name="ask">Asks; its token ends with <paramref name="limit"/>, and with nobody who waits.</param>
/// <param name="fresh">How long an answer is given without asking again.</param>
/// <param name="usable">How long it is given while the next is asked for.</param>
/// <param name="limit">How long one question may take.</param>
/// <param name="time">The clock.</param>
internal sealed class KeptAnswer<T>(
    Func<CancellationToken, Task<T>> ask, TimeSpan fresh, TimeSpan usable, TimeSpan limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private (T Value, DateTimeOffset At)? _kept;
    private Task<T>? _asked;

    /// <summary>What was answered last, or will be.</summary>
    /// <param name="cancellationToken">Stops waiting; others go on.</param>
    public Task<T> GetAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_kept is { } kept && now - kept.At < fresh)
            {
                return Task.FromResult(kept.Value);
            }

            // Not on this thread: what ends at once would be forgotten before it is known here that it was begun.
            _asked ??= Task.Run(AskAsync, CancellationToken.None);
            return _kept is { } old && now - old.At < usable
                ? Task.FromResult(old.Value)
                : _asked.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> AskAsync()
    {
        using var deadline = new CancellationTokenSource(limit, time);
        try
        {
            var value = await ask(deadline.Token);
            lock (_gate)
            {
                _kept = (value, time.GetUtcNow());
            }

            return value;
        }
        finally
        {
            lock (_gate)
            {
                _asked = null;
            }
        }
    }
}
