namespace ImageForge.Engine.Resilience;

/// <summary>
/// One question that many ask: one call is under way at a time, and its answer is given to all. One that has grown a
/// little old is still given while the next is on its way, so that nobody waits for a slow target twice. A failure is
/// told to those who waited for it, and to nobody after them.
/// </summary>
/// <param name="ask">The call. Gets a token that ends it after <paramref name="limit"/>, and no caller's: the others
/// still wait.</param>
/// <param name="fresh">How old an answer may be, counted from when it was asked for, and nobody asks again. One that
/// took long to get stays fresh longer, so that asking takes a tenth of the time at most.</param>
/// <param name="usable">How old it may be to be given while the next is asked for.</param>
/// <param name="limit">How long the call may take.</param>
/// <param name="time">The clock.</param>
internal sealed class SharedAnswer<T>(
    Func<CancellationToken, Task<T>> ask, TimeSpan fresh, TimeSpan usable, TimeSpan limit, TimeProvider time)
{
    private const int ShareOfAsking = 10;

    // Whoever insists on news must not make a caller out of each reader: four looks a second are the most.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private (T Value, DateTimeOffset AskedAt, TimeSpan Took)? _kept;
    private Task<T>? _asked;

    /// <summary>What was answered last, or will be.</summary>
    /// <param name="notBefore">What was asked before that is not good enough, however young it is.</param>
    /// <param name="cancellationToken">Ends the waiting; the call goes on.</param>
    /// <exception cref="TargetException">There was no answer in time.</exception>
    public Task<T> GetAsync(DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isGood = _kept is { } last && IsGood(last.AskedAt, notBefore);
            if (isGood && _kept is var (value, askedAt, took) && time.GetUtcNow() - askedAt < FreshFor(took))
            {
                return Task.FromResult(value);
            }

            // Not on this thread: what ends at once would be forgotten before it is known here that it was begun.
            _asked ??= Task.Run(AskAsync, CancellationToken.None);
            return isGood ? Task.FromResult(_kept!.Value.Value) : _asked.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc cref="GetAsync(DateTimeOffset, CancellationToken)"/>
    public Task<T> GetAsync(CancellationToken cancellationToken) =>
        GetAsync(DateTimeOffset.MinValue, cancellationToken);

    private bool IsGood(DateTimeOffset askedAt, DateTimeOffset notBefore)
    {
        var age = time.GetUtcNow() - askedAt;
        return age >= TimeSpan.Zero && age < usable && (askedAt >= notBefore || age < PauseMin);
    }

    private TimeSpan FreshFor(TimeSpan took)
    {
        var patient = took * ShareOfAsking;
        return patient < fresh ? fresh : patient < usable ? patient : usable;
    }

    private async Task<T> AskAsync()
    {
        var askedAt = time.GetUtcNow();
        using var deadline = new CancellationTokenSource(limit, time);
        try
        {
            var value = await ask(deadline.Token);
            lock (_gate)
            {
                _kept = (value, askedAt, time.GetUtcNow() - askedAt);
            }

            return value;
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new TargetException($"no answer within {limit.TotalSeconds:0} s", isTransient: true, exception);
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
