using ImageForge.Core.Images;

namespace ImageForge.Targets.Local;

/// <summary>What is kept of a fleet: <c>fleet.json</c>.</summary>
/// <param name="Listen">What the policy asked for, such as <c>127.0.0.1:0</c>.</param>
/// <param name="Port">The port users connect to; a free one that was taken once stays.</param>
/// <param name="Health">What HAProxy asks its servers.</param>
public sealed record FleetRecord(string Listen, int Port, HealthProbe Health);
