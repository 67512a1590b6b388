namespace ImageForge.Provider.Protocol;

/// <summary>What is told on stderr; the engine shows it for debugging only.</summary>
internal static partial class ProviderLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "a fault of ImageForge")]
    public static partial void Fault(ILogger logger, Exception exception);
}
