namespace ImageForge.Core.Detection;

/// <summary>When a part of the stream had reached the host.</summary>
/// <param name="Length">How many characters of <see cref="ScenarioRecording.Records"/> had arrived by then.</param>
/// <param name="After">Time since the job was sent, by the host's monotonic clock.</param>
public sealed record RecordArrival(int Length, TimeSpan After);
