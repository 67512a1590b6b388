using ImageForge.Core.Fleets;
using ImageForge.Engine.Definitions;
using ImageForge.Server.Bells;

namespace ImageForge.Server.Api;

/// <summary>What a fleet's schedule says.</summary>
/// <param name="Channel">The channel of the image whose version it runs.</param>
/// <param name="Rotate">When the service looks whether it should move; null: never by itself.</param>
/// <param name="NextRing">When that is next.</param>
public sealed record ScheduleAnswer(
    string Image, string Channel, int Desired, string? Rotate, DateTimeOffset? NextRing)
{
    /// <summary>Null where none is in force.</summary>
    internal static async Task<ScheduleAnswer?> OfAsync(
        ScheduleBook book, BellBoard bells, FleetName fleet, CancellationToken cancellationToken) =>
        book.Of(fleet) is { } policy
            ? new ScheduleAnswer(
                policy.Image.Value, policy.Channel.ToString().ToLowerInvariant(), policy.Desired,
                policy.Rotate?.ToString(), await bells.NextRingAsync(fleet, cancellationToken))
            : null;
}
