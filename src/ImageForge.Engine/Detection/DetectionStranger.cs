namespace ImageForge.Engine.Detection;

/// <summary>A detection of an instance that nobody here knows, as the chain <c>detections</c> keeps it.</summary>
/// <param name="Instance">As the sensor named it.</param>
/// <param name="By">Who reported it.</param>
/// <param name="Missed">How many more came since the entry before, beyond what is kept.</param>
internal sealed record DetectionStranger(string Instance, string Sensor, string Rule, string By, int Missed);
