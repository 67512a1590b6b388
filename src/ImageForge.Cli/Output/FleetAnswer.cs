using System.Collections.Immutable;
using ImageForge.Core.Fleets;

namespace ImageForge.Cli.Output;

/// <summary>A fleet as one look saw it.</summary>
/// <param name="Endpoint">Where users send requests; null if the load balancer is down.</param>
internal sealed record FleetAnswer(
    string Fleet, string? Endpoint, DateTimeOffset ObservedAt, ImmutableArray<InstanceAnswer> Instances)
{
    public static FleetAnswer Of(FleetSnapshot snapshot, Uri? endpoint) =>
        new(snapshot.Fleet.Value, endpoint?.ToString(), snapshot.ObservedAt,
            [.. snapshot.Instances.Select(InstanceAnswer.Of)]);
}
