namespace ImageForge.Server.Api;

/// <summary>What a fleet's schedule says.</summary>
/// <param name="Channel">The channel of the image whose version it runs.</param>
/// <param name="Rotate">When the service looks whether it should move; null: never by itself.</param>
/// <param name="NextRing">When that is next.</param>
public sealed record ScheduleAnswer(
    string Image, string Channel, int Desired, string? Rotate, DateTimeOffset? NextRing);
