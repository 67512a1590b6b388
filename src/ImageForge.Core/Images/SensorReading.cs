namespace ImageForge.Core.Images;

/// <summary>One sensor's state as an instance reported it.</summary>
/// <param name="State">Short text for people.</param>
/// <param name="LastEventAt">Time of the sensor's last recorded event; null if it has none.</param>
public sealed record SensorReading(bool Healthy, string State, DateTimeOffset? LastEventAt);
