using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Detection;

/// <summary>What the log says of detections; their texts are bounded and printable by then.</summary>
internal static partial class DetectionLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Detection on {Instance} of {Fleet}: {Action} it, because {Sensor} says {Rule}")]
    public static partial void Taken(
        ILogger logger, InstanceId instance, FleetName fleet, DetectionAction action, string sensor, string rule);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Detection on {Instance} of {Fleet} is not acted upon ({Sensor} says {Rule}): {Why}")]
    public static partial void Held(
        ILogger logger, InstanceId instance, FleetName fleet, string sensor, string rule, string why);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Detection on {Instance} of {Fleet} is reported ({Sensor} says {Rule}): {Why}")]
    public static partial void Reported(
        ILogger logger, InstanceId instance, FleetName fleet, string sensor, string rule, string why);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Detections in {Fleet} that were counted only: {Repeated} known already, {Dropped} too many at once")]
    public static partial void Counted(ILogger logger, FleetName fleet, int repeated, int dropped);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Instance} reported a detection of {Other}, which is not itself: refused")]
    public static partial void NotYours(ILogger logger, InstanceId instance, string other);
}
