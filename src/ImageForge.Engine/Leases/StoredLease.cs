using System.Data.Common;

namespace ImageForge.Engine.Leases;

/// <summary>A lease of <see cref="StoredLeases"/>, renewed by a timer of its own.</summary>
internal sealed class StoredLease : ILease
{
    private readonly StoredLeases _leases;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _alone = new(1);
    private long _sentAt;
    private volatile bool _lost;

    public StoredLease(StoredLeases leases, LeaseFence fence, long sentAt, TimeProvider time)
    {
        (_leases, _time, _sentAt, Fence) = (leases, time, sentAt, fence);
        _timer = time.CreateTimer(
            _ => _leases.Renewing = TryRenewAsync(), null, LeaseTiming.RenewEvery, LeaseTiming.RenewEvery);
    }

    public LeaseFence Fence { get; }

    public bool IsLost => Left == TimeSpan.Zero;

    public TimeSpan Left
    {
        get
        {
            var left = LeaseTiming.Lifetime - _time.GetElapsedTime(Volatile.Read(ref _sentAt));

            // Kept: a renewal that was under way while this one was stopped must not bring it back.
            if (left <= TimeSpan.Zero)
            {
                _lost = true;
            }

            return _lost ? TimeSpan.Zero : left;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lost = true;
        await _timer.DisposeAsync();

        // A renewal under way would otherwise come after the release. It is never let go of: this was the last turn.
        await _alone.WaitAsync();
        try
        {
            await _leases.ReleaseAsync(Fence);
        }
        catch (Exception exception) when (exception is DbException or ForgeException)
        {
            // It runs out by itself; the failure of the work, if there is one, is the news.
            _ = exception;
        }
    }

    private async Task TryRenewAsync()
    {
        // A renewal that waits for the database is not joined by a second one.
        if (IsLost || !await _alone.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            var sentAt = _time.GetTimestamp();
            if (await _leases.RenewAsync(Fence))
            {
                Volatile.Write(ref _sentAt, sentAt);
            }
            else
            {
                _lost = true;
            }
        }
        catch (Exception exception) when (exception is DbException or ForgeException)
        {
            // Not granted, and not refused either: the next one may be. Meanwhile what is left runs down.
            _ = exception;
        }
        finally
        {
            _alone.Release();
        }
    }
}
