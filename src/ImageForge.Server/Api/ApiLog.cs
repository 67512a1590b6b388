namespace ImageForge.Server.Api;

/// <summary>What the interface tells the log.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Route} failed: {Reason}")]
    public static partial void Failed(ILogger logger, string method, string route, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of jobs cannot be told: {Reason}")]
    public static partial void NoJobs(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Follower of {Chains} is let go: {Reason}")]
    public static partial void LetGo(ILogger logger, string chains, string reason);
}
