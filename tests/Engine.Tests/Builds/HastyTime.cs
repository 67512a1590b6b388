namespace ImageForge.Engine.Tests.Builds;

/// <summary>
/// A clock on which short waits (pauses between attempts) are over at once, and long ones (deadlines) never come.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, IsShort(dueTime) ? TimeSpan.FromMilliseconds(1) : dueTime, period);

    private static bool IsShort(TimeSpan wait) => wait >= TimeSpan.Zero && wait < Deadline;
}
