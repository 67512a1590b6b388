using ImageForge.Core.Fleets;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>What rounds tell the log.</summary>
internal static partial class RoundsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Fleet}: its bell rang, nothing is begun: {Reason}")]
    public static partial void Quiet(ILogger logger, FleetName fleet, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Fleet}: its bell rang, nothing is begun: {Reason}; a person may: `{Command}`")]
    public static partial void NeedsPerson(ILogger logger, FleetName fleet, string reason, string command);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fleet}: {Fault}")]
    public static partial void TooOld(ILogger logger, FleetName fleet, string fault);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Fleet}: attacked, and nothing is begun: {Reason}; a person must: `imageforge rotate {Fleet2}`")]
    public static partial void Unanswered(ILogger logger, FleetName fleet, string reason, FleetName fleet2);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Fleet}: no pass of ours: {Reason}")]
    public static partial void Elsewhere(ILogger logger, FleetName fleet, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Fleet}: no pass; tried again in {Seconds} s: {Error}")]
    public static partial void NoPass(ILogger logger, FleetName fleet, double seconds, string error);
}
