using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Targets.Simulated;

/// <summary>Something that happened in a simulated cloud.</summary>
/// <param name="At">Since the start of the simulation.</param>
/// <param name="Instance">Null where it concerns the whole fleet or cloud.</param>
/// <param name="Phase">What the instance does from now on; null if that does not change.</param>
/// <param name="Image">What it runs from now on; null if that does not change.</param>
/// <param name="What">For people; empty where the phase says it.</param>
public sealed record SimulationEvent(
    TimeSpan At, InstanceId? Instance, InstancePhase? Phase, ArtifactId? Image, string What);
