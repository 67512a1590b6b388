namespace ImageForge.Targets.Tests.Telemetry;

/// <summary>A span as it came over the wire.</summary>
/// <param name="Parent">Empty: it has none.</param>
internal sealed record OtlpSpan(string Trace, string Id, string Parent, string Name);
