using ImageForge.Core.Fleets;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Watching;

/// <summary>What is said of looks at fleets.</summary>
internal static partial class WatchLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Sensor gap: {Instance} of fleet {Fleet}: {Detail}")]
    public static partial void GapOpened(ILogger logger, InstanceId instance, FleetName fleet, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sensor gap over: {Instance} of fleet {Fleet}: {Detail}")]
    public static partial void GapClosed(ILogger logger, InstanceId instance, FleetName fleet, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Fleet {Fleet} is not watched now: {Error}")]
    public static partial void Blind(ILogger logger, FleetName fleet, string error);
}
