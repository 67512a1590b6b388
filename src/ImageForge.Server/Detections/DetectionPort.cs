namespace ImageForge.Server.Detections;

/// <summary>Whether the receiver takes detections.</summary>
/// <param name="Desk">Who takes them; null: nobody, as no service runs.</param>
public sealed record DetectionPort(DetectionDesk? Desk);
