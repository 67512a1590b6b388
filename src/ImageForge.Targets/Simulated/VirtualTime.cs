namespace ImageForge.Targets.Simulated;

/// <summary>
/// Time that moves only when told. Timers fire on the caller's thread, in order of their due time and, where that is
/// equal, of their making; so the same work does the same things in the same order, every time.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    /// <summary>A Monday, midnight in UTC.</summary>
    public static readonly DateTimeOffset OrdinaryStart = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    // Real time for work that has left the thread for a moment, such as after a cancelled Task.Delay.
    private static readonly TimeSpan ReturnMax = TimeSpan.FromSeconds(2);

    private readonly PriorityQueue<(VirtualTimer Timer, long Setting), (long Due, long Order)> _timers = new();
    private readonly DateTimeOffset _start;
    private long _ticks;
    private long _order;
    private TimeSpan _skew;
    private int? _pumpThread;

    public VirtualTime()
        : this(OrdinaryStart)
    {
    }

    public VirtualTime(DateTimeOffset start) => _start = start;

    /// <summary>How far time has moved; clock jumps do not count.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_ticks);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        CheckThread();
        return _ticks;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        CheckThread();
        return _start + Elapsed + _skew;
    }

    /// <summary>Moves the wall clock and nothing else: timestamps and timers do not notice.</summary>
    public void JumpClock(TimeSpan by) => _skew += by;

    /// <summary>Moves time on and fires every timer that falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = _ticks + by.Ticks;
        while (NextDue() is { } due && due <= end)
        {
            FireNext();
        }

        _ticks = end;
    }

    /// <summary>
    /// Does the work to its end, moving time to the next timer whenever the work waits. The work must wait for nothing
    /// but this time: no other thread, no input or output that is not done at once. A <c>Task.Delay</c> that is
    /// cancelled goes on in another thread, which is allowed only if no timer is left.
    /// </summary>
    /// <exception cref="VirtualTimeException">
    /// The work waits for something else, used time from another thread, or went beyond a limit.
    /// </exception>
    public void Run(Func<Task> work, VirtualTimeLimits? limits = null) => Run(
        async () =>
        {
            await work();
            return true;
        },
        limits);

    /// <inheritdoc cref="Run(Func{Task}, VirtualTimeLimits?)"/>
    public T Run<T>(Func<Task<T>> work, VirtualTimeLimits? limits = null)
    {
        var (outerContext, outerThread) = (SynchronizationContext.Current, _pumpThread);

        // Without a context every continuation runs where its task ends: inside the timer that fires, on this thread.
        SynchronizationContext.SetSynchronizationContext(null);
        _pumpThread = Environment.CurrentManagedThreadId;
        try
        {
            var task = work();
            Pump(task, limits ?? new VirtualTimeLimits());
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            _pumpThread = outerThread;
            SynchronizationContext.SetSynchronizationContext(outerContext);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Set(VirtualTimer timer, long setting, TimeSpan dueIn)
    {
        CheckThread();
        lock (_timers)
        {
            _timers.Enqueue((timer, setting), (_ticks + dueIn.Ticks, _order++));
        }
    }

    private void Pump(Task task, VirtualTimeLimits limits)
    {
        var end = Elapsed + limits.Time;
        for (long steps = 0; !task.IsCompleted; steps++)
        {
            if (NextDue() is not { } due)
            {
                AwaitReturn(task);
                continue;
            }

            if (due > end.Ticks)
            {
                throw new VirtualTimeException($"the work is not done after {limits.Time} of virtual time");
            }

            if (steps >= limits.Steps)
            {
                throw new VirtualTimeException($"the work is not done after {limits.Steps} timers, at {Elapsed}");
            }

            FireNext();
        }
    }

    // Nothing else is under way then, so whichever thread goes on with the work is the only one.
    private void AwaitReturn(Task task)
    {
        var thread = _pumpThread;
        _pumpThread = null;
        if (!SpinWait.SpinUntil(() => task.IsCompleted || HasTimer(), ReturnMax))
        {
            throw new VirtualTimeException(
                $"at {Elapsed} the work waits, and no timer is set: it waits for another thread or for nothing");
        }

        _pumpThread = thread;
    }

    private bool HasTimer()
    {
        lock (_timers)
        {
            return _timers.Count > 0;
        }
    }

    // Null if no timer is set. Settings that were changed or ended since are dropped on the way.
    private long? NextDue()
    {
        while (_timers.TryPeek(out var next, out var at))
        {
            if (next.Timer.IsCurrent(next.Setting))
            {
                return at.Due;
            }

            _timers.Dequeue();
        }

        return null;
    }

    private void FireNext()
    {
        _timers.TryDequeue(out var next, out var at);
        _ticks = at.Due;
        next.Timer.Fire();
    }

    private void CheckThread()
    {
        if (_pumpThread is { } thread && thread != Environment.CurrentManagedThreadId)
        {
            throw new VirtualTimeException(
                "the work uses virtual time from another thread, so its order is not sure any more: "
                    + "keep thread-pool work and real input and output out of it");
        }
    }
}
