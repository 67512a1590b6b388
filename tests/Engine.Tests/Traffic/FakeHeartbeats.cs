using System.Collections.Concurrent;
using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Sensors;

namespace ImageForge.Engine.Tests.Traffic;

/// <summary>Last beats in memory.</summary>
public sealed class FakeHeartbeats : IHeartbeats
{
    private readonly ConcurrentDictionary<InstanceId, Heartbeat> _last = new();

    public void Beat(string instance, DateTimeOffset at, bool healthy = true) =>
        _last[new InstanceId(instance)] = new Heartbeat(
        new InstanceId(instance), at, "web@0123456789ab",
        ImmutableSortedDictionary<string, SensorReading>.Empty.Add(
            "auditd", new SensorReading(healthy, "running", null)));

    public Task RecordAsync(Heartbeat beat, CancellationToken cancellationToken)
    {
        _last[beat.Instance] = beat;
        return Task.CompletedTask;
    }

    public Task<Heartbeat?> LastAsync(InstanceId instance, CancellationToken cancellationToken) =>
        Task.FromResult(_last.GetValueOrDefault(instance));

    public Task ForgetAsync(InstanceId instance, CancellationToken cancellationToken)
    {
        _last.TryRemove(instance, out _);
        return Task.CompletedTask;
    }
}
