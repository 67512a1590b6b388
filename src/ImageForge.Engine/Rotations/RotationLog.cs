using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Rotations;

/// <summary>What rotations tell the log.</summary>
internal static partial class RotationLog
{
    [LoggerMessage(
        Level = LogLevel.Information, Message = "Rotation {Rotation} of {Fleet} to {Image} started: {Reason}")]
    public static partial void Started(
        ILogger logger, RotationId rotation, FleetName fleet, ArtifactId image, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Rotation {Rotation} of {Fleet} to {Image} goes on; {Slots} slots begun so far")]
    public static partial void Resumed(
        ILogger logger, RotationId rotation, FleetName fleet, ArtifactId image, int slots);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No copy of the disk of {Instance} of {Fleet}; the next pass tries again: {Error}")]
    public static partial void EvidenceFailed(ILogger logger, InstanceId instance, FleetName fleet, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Command} {Instance} of {Fleet}: {Reason}")]
    public static partial void Acting(
        ILogger logger, CommandKind command, InstanceId instance, FleetName fleet, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Command} {Instance} of {Fleet} failed; the next pass decides anew: {Error}")]
    public static partial void ActFailed(
        ILogger logger, CommandKind command, InstanceId instance, FleetName fleet, string error);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Fleet}: {Available} available of {Desired} (floor {Floor}), {OnTarget} on target, "
            + "{InFlight} in flight, {Total} in all (ceiling {Ceiling}); held by {Holds}")]
    public static partial void Held(
        ILogger logger, FleetName fleet, int available, int desired, int floor, int onTarget, int inFlight, int total,
        int ceiling, string holds);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The plan for {Fleet} was refused by the check, nothing of it is done: {Violations}")]
    public static partial void PlanRefused(ILogger logger, FleetName fleet, string violations);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} commands for {Fleet} wait for a fresh look: the last one is older than {MaxSeconds} s")]
    public static partial void Postponed(ILogger logger, int count, FleetName fleet, double maxSeconds);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "{Fleet} could not be looked at; asked again in {Seconds} s: {Error}")]
    public static partial void Blind(ILogger logger, FleetName fleet, double seconds, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rotation of {Fleet} ended: {End}, {Reason}")]
    public static partial void Ended(ILogger logger, FleetName fleet, PassEnd end, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Rotation of {Fleet} was interrupted between two commands; starting it again resumes it")]
    public static partial void Interrupted(ILogger logger, FleetName fleet);

    [LoggerMessage(Level = LogLevel.Information, Message = "Fleet {Fleet} removed; {Instances} instances terminated")]
    public static partial void Removed(ILogger logger, FleetName fleet, int instances);
}
