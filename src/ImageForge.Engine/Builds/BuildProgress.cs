namespace ImageForge.Engine.Builds;

/// <summary>One step of a build, as shown while it runs.</summary>
/// <param name="Step">Stable name of the step: <c>layer base</c>, <c>capture</c>, <c>gate hardening</c>.</param>
/// <param name="State">Where the step stands.</param>
/// <param name="Detail">Short text for people; may be empty.</param>
/// <param name="Seconds">Wall seconds so far; final once the step has ended.</param>
public sealed record BuildProgress(string Step, StepState State, string Detail, double Seconds);
