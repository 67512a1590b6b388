namespace ImageForge.Engine.Sensors;

/// <summary>A credential that is at hand; its value is shown to nobody.</summary>
public sealed record SensorCredential(string Name, DateTimeOffset SetAt);
