using ImageForge.Engine.Builds;

namespace ImageForge.Server.Api;

/// <summary>A step of a job that this node does, or did.</summary>
/// <param name="Seconds">So far; final once the step has ended.</param>
public sealed record JobStepLine(string Step, StepState State, string Detail, double Seconds);
