namespace ImageForge.Engine.Tests.Builds;

/// <summary>
/// A clock on which short waits (pauses between attempts) are over at once, and long ones (deadlines) never come.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>How far ahead of the machine's it is.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, IsShort(dueTime) ? TimeSpan.FromMilliseconds(1) : dueTime, period);

    private static bool IsShort(TimeSpan wait) => wait >= TimeSpan.Zero && wait < Deadline;
}
