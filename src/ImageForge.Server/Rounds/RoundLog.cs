namespace ImageForge.Server.Rounds;

/// <summary>What rounds tell the log.</summary>
internal static partial class RoundLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Round} failed, and is tried again: {Error}")]
    public static partial void Failed(ILogger logger, string round, string error, Exception? trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "The journal lost entries: {Fault}; `imageforge journal verify`")]
    public static partial void PutBack(ILogger logger, string fault);
}
