namespace ImageForge.Targets.Simulated;

/// <summary>A timer of <see cref="VirtualTime"/>. Each change makes a new setting; older ones never fire.</summary>
internal sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
{
    private long _setting;
    private TimeSpan _period;
    private bool _isSet;
    private bool _disposed;

    public bool IsCurrent(long setting) => _isSet && setting == _setting;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed)
        {
            return false;
        }

        (_setting, _period, _isSet) = (_setting + 1, period, dueTime != Timeout.InfiniteTimeSpan);
        if (_isSet)
        {
            time.Set(this, _setting, dueTime);
        }

        return true;
    }

    public void Fire()
    {
        // Set again before the callback: that may change or end it.
        if (_period > TimeSpan.Zero)
        {
            Change(_period, _period);
        }
        else
        {
            _isSet = false;
        }

        callback(state);
    }

    public void Dispose() => (_isSet, _disposed) = (false, true);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
