namespace ImageForge.Engine.Builds;

/// <summary>Where a step of a build stands.</summary>
public enum StepState
{
    Running,
    Done,
    Cached,
    Failed,
}
