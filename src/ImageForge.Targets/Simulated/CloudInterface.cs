using ImageForge.Core.Fleets;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// The way of calls into a simulated cloud: each takes its time, takes its tokens, and goes as its fate says.
/// </summary>
internal sealed class CloudInterface(SimulatedCloud cloud, TimeProvider time)
{
    /// <summary>How long a caller without a deadline of its own waits for an answer that never comes.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromMinutes(5);

    /// <exception cref="TargetException">The look is refused; transient.</exception>
    public async Task<(FleetSnapshot Snapshot, FleetLook Look)> LookAsync(
        FleetName fleet, CancellationToken cancellationToken)
    {
        var fate = cloud.FateOfLook(fleet);
        await WaitAsync(fate.CallTime, cancellationToken);
        cloud.ChargeLook(fleet);
        return fate.IsRefused
            ? throw new TargetException($"fleet {fleet} cannot be seen now", isTransient: true)
            : cloud.Look(fleet, fate);
    }

    /// <param name="act">What is asked for.</param>
    /// <param name="sending">Takes the call back while it is on its way; nothing is done then.</param>
    /// <param name="waiting">Ends the wait for an answer that does not come.</param>
    /// <exception cref="TargetException">It is refused.</exception>
    /// <exception cref="ForgeException">There is no such image.</exception>
    public async Task<CallAnswer> DoAsync(CloudAct act, CancellationToken sending, CancellationToken waiting)
    {
        var fate = cloud.FateOf(act.Action, act.Command.Instance);
        await WaitAsync(fate.CallTime, sending);
        cloud.Charge(act.Action, act.Command.Instance);
        if (fate.LateBy is { } late)
        {
            cloud.DoLater(late, act);
            await WaitAsync(AnswerMax, waiting);
            return CallAnswer.None;
        }

        cloud.Do(act);
        if (fate.AgainAfter is { } again)
        {
            cloud.DoLater(again, act);
        }

        return fate.AnswerIsLost ? CallAnswer.Lost : CallAnswer.Done;
    }

    // Not Task.Delay: after a cancellation that goes on in the thread pool, and virtual time knows one thread only.
    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        var done = new TaskCompletionSource();
        await using var timer = time.CreateTimer(
            _ => done.TrySetResult(), null, wait, Timeout.InfiniteTimeSpan);
        await using var stop = cancellationToken.UnsafeRegister(_ => done.TrySetCanceled(cancellationToken), null);
        await done.Task;
    }
}
