using System.Text.Json.Serialization;

namespace ImageForge.Server;

/// <summary>One sensor's state inside a beat.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BeatSensor
{
    public required bool Healthy { get; init; }

    /// <summary>Text for people, at most 256 characters.</summary>
    public required string State { get; init; }

    /// <summary>Unix seconds of the sensor's last event; null if it has none.</summary>
    public long? LastEventAt { get; init; }
}
