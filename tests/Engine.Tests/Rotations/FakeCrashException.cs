namespace ImageForge.Engine.Tests.Rotations;

/// <summary>The process was killed here.</summary>
public sealed class FakeCrashException() : Exception("killed");
