using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Engine.Tests.Rotations;

/// <summary>A clock that jumps: whoever sleeps is woken at once, that much later. Deadlines only run out if sleeping
/// reaches them.</summary>
public sealed class SleepingTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 21, 0, 0, TimeSpan.Zero))
{
    // Longer than any pause of ours.
    private static readonly TimeSpan SleepMax = TimeSpan.FromSeconds(20);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);

        // A deadline is what cancels; whoever sleeps waits for something else.
        var isDeadline = state is CancellationTokenSource;
        if (!isDeadline && dueTime > TimeSpan.Zero && dueTime <= SleepMax)
        {
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
