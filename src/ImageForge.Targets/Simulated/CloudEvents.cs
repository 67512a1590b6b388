namespace ImageForge.Targets.Simulated;

/// <summary>
/// What is going to happen in a simulated cloud, in order. Nothing wakes it: it catches up when somebody asks, so a
/// day in which nobody asks costs nothing.
/// </summary>
internal sealed class CloudEvents
{
    private readonly PriorityQueue<Action, (TimeSpan Due, long Order)> _queue = new();
    private long _order;

    /// <summary>Since the start of the simulation.</summary>
    public TimeSpan Now { get; private set; }

    public void After(TimeSpan wait, Action happen)
    {
        // What would happen after the end of time never does.
        if (wait < TimeSpan.MaxValue - Now)
        {
            _queue.Enqueue(happen, (Now + wait, _order++));
        }
    }

    public void CatchUp(TimeSpan now)
    {
        while (_queue.TryPeek(out _, out var at) && at.Due <= now)
        {
            var happen = _queue.Dequeue();
            Now = at.Due;
            happen();
        }

        Now = now;
    }
}
