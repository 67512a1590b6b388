namespace ImageForge.Engine.Resilience;

/// <summary>
/// One question that many ask: one call is under way at a time, everybody waits for that one, and its answer is given
/// out until it is too old. A failure is told to those who waited for it, and to nobody after them.
/// </summary>
/// <param name="ask">The call. Gets a token that ends it after <paramref name="limit"/>, and no caller's: the others
/// still wait.</param>
/// <param name="ageMax">How old an answer may be, counted from when it was asked for.</param>
/// <param name="limit">How long the call may take.</param>
internal sealed class SharedAnswer<T>(
    Func<CancellationToken, Task<T>> ask, TimeSpan ageMax, TimeSpan limit, TimeProvider time)
{
    // Whoever insists on news must not make a caller out of each reader: four looks a second are the most.
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private Task<T>? _last;
    private DateTimeOffset _askedAt;

    /// <param name="notBefore">What was asked before that is not good enough, however young it is.</param>
    /// <param name="cancellationToken">Ends the waiting; the call goes on.</param>
    public Task<T> GetAsync(DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_last is null || (_last.IsCompleted && !IsGood(_last, notBefore)))
            {
                _askedAt = time.GetUtcNow();
                _last = AskAsync();
            }

            return _last.WaitAsync(cancellationToken);
        }
    }

    private bool IsGood(Task<T> answer, DateTimeOffset notBefore)
    {
        var age = time.GetUtcNow() - _askedAt;
        return answer.IsCompletedSuccessfully && age >= TimeSpan.Zero && age <= ageMax
            && (_askedAt >= notBefore || age < PauseMin);
    }

    private async Task<T> AskAsync()
    {
        using var deadline = new CancellationTokenSource(limit, time);
        try
        {
            // Off the lock, whatever the call does before its first wait.
            return await Task.Run(() => ask(deadline.Token), CancellationToken.None);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new TargetException($"no answer within {limit.TotalSeconds:0} s", isTransient: true, exception);
        }
    }
}
