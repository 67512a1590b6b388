using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Sensors;

/// <summary>What the beacon in an instance reports every five seconds.</summary>
/// <param name="ReceivedAt">The receiver's clock: an instance's own may be wrong.</param>
/// <param name="Image">The artifact the instance says it runs, as baked: <c>web@0123456789ab</c>.</param>
/// <param name="Sensors">State by sensor id.</param>
public sealed record Heartbeat(
    InstanceId Instance, DateTimeOffset ReceivedAt, string Image,
    ImmutableSortedDictionary<string, SensorReading> Sensors);
