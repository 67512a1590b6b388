namespace ImageForge.Engine.Leases;

/// <summary>A lease of <see cref="MemoryLeases"/>, under whose lock it changes. Times count from its start.</summary>
internal sealed class MemoryLease(MemoryLeases leases, LeaseFence fence, string holder, TimeSpan takenAt) : ILease
{
    private TimeSpan _renewedAt = takenAt;
    private bool _stopped;
    private bool _lost;

    public LeaseFence Fence => fence;
    public string Holder => holder;
    public TimeSpan Left => leases.LeftOf(this);
    public bool IsLost => Left == TimeSpan.Zero;

    public TimeSpan LeftAt(TimeSpan now)
    {
        if (!_stopped)
        {
            var renewals = (now - _renewedAt).Ticks / LeaseTiming.RenewEvery.Ticks;
            _renewedAt += renewals * LeaseTiming.RenewEvery;
        }

        _lost |= now - _renewedAt >= LeaseTiming.Lifetime;
        return _lost ? TimeSpan.Zero : LeaseTiming.Lifetime - (now - _renewedAt);
    }

    public void Stop(TimeSpan now)
    {
        LeftAt(now);
        _stopped = true;
    }

    public void Resume(TimeSpan now)
    {
        if (_stopped && LeftAt(now) > TimeSpan.Zero)
        {
            (_stopped, _renewedAt) = (false, now);
        }
    }

    public void Lose() => _lost = true;

    public ValueTask DisposeAsync()
    {
        leases.Release(this);
        return ValueTask.CompletedTask;
    }
}
