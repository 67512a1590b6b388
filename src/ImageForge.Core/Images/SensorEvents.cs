namespace ImageForge.Core.Images;

/// <summary>Where a sensor writes what it sees.</summary>
/// <param name="Log">Absolute path in a running instance; one event, or one record of an event, a line.</param>
/// <param name="Form">How a line is written.</param>
public sealed record SensorEvents(string Log, EventForm Form);
