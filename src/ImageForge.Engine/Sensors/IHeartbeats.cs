using ImageForge.Core.Fleets;

namespace ImageForge.Engine.Sensors;

/// <summary>
/// The last heartbeat of every instance. A table, not the journal: beats are many and only the last one counts.
/// </summary>
public interface IHeartbeats
{
    Task RecordAsync(Heartbeat beat, CancellationToken cancellationToken);

    Task<Heartbeat?> LastAsync(InstanceId instance, CancellationToken cancellationToken);

    Task ForgetAsync(InstanceId instance, CancellationToken cancellationToken);
}
