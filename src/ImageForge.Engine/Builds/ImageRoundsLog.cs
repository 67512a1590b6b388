using ImageForge.Core.Images;
using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Builds;

/// <summary>What rounds of images tell the log.</summary>
internal static partial class ImageRoundsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Image}: {Step} {State} after {Seconds:0.0} s {Detail}")]
    public static partial void Step(
        ILogger logger, string image, string step, StepState state, double seconds, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Image}: its bell rang, nothing changed: {Id} is {State}")]
    public static partial void Unchanged(ILogger logger, string image, ArtifactId id, ImageState state);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Image}: its bell rang, the packages are those of {Id}: nothing is built")]
    public static partial void SamePackages(ILogger logger, string image, ArtifactId id);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Id} is built and passed its gates: {State}")]
    public static partial void Built(ILogger logger, ArtifactId id, ImageState state);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Id} is built and refused by {Gates}: `imageforge image show {Id}` says why")]
    public static partial void Refused(ILogger logger, ArtifactId id, string gates);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Id} is older than what is stable: {Setback}")]
    public static partial void Setback(ILogger logger, ArtifactId id, string setback);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Image} is not built: {Error}; its next bell tries again")]
    public static partial void Failed(ILogger logger, string image, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Children} images that extend {Image} are not built this time")]
    public static partial void ChildrenLeft(ILogger logger, string image, int children);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "A waiver of {Id} has ended, its gates were asked again: {State}")]
    public static partial void WaiverOver(ILogger logger, ArtifactId id, ImageState state);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A waiver of {Id} has ended, and its gates could not be asked again: {Error}")]
    public static partial void NotAsked(ILogger logger, ArtifactId id, string error);
}
