using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Jobs;

/// <summary>What jobs tell the log.</summary>
internal static partial class JobLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} of {By} begins")]
    public static partial void Began(ILogger logger, string job, string by);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} has ended: {End}")]
    public static partial void Ended(ILogger logger, string job, string end);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} met an error of ours")]
    public static partial void Broke(ILogger logger, Exception exception, string job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} was interrupted by the end of its process")]
    public static partial void Interrupted(ILogger logger, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "How job {Job} ended is not in the journal: {Reason}")]
    public static partial void Unwritten(ILogger logger, string job, string reason);
}
