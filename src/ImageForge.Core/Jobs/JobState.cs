namespace ImageForge.Core.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobState
{
    /// <summary>It waits for its turn.</summary>
    Queued,

    Running,
    Done,
    Failed,

    /// <summary>Cut off by a person, or by the end of its process.</summary>
    Interrupted,
}
