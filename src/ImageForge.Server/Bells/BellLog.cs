using ImageForge.Core.Fleets;

namespace ImageForge.Server.Bells;

/// <summary>What bells tell the log.</summary>
internal static partial class BellLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Bell {Bell} is not rung now, its next look comes: {Why}")]
    public static partial void NotRung(ILogger logger, string bell, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {Fleet} is in force; it rotates: {Bell}")]
    public static partial void Taken(ILogger logger, FleetName fleet, string bell);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Schedule {Fleet} is wrong; what it said before stays in force: {Fault}")]
    public static partial void RefusedKeepingOld(ILogger logger, string fleet, string fault);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Schedule {Fleet} is wrong, and none is in force: {Fault}")]
    public static partial void Refused(ILogger logger, string fleet, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Fleet} is gone: the service leaves the fleet alone")]
    public static partial void Gone(ILogger logger, string fleet);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A rotation of {Fleet} is under way and nobody drives it: it has no schedule that is right")]
    public static partial void Undriven(ILogger logger, FleetName fleet);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} failed: {Error}")]
    public static partial void Failed(ILogger logger, string what, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reviewed {Images} images: {News} news, {Marked} marked")]
    public static partial void Reviewed(ILogger logger, int images, int news, int marked);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The review could not look at everything: {Warning}")]
    public static partial void ReviewWarning(ILogger logger, string warning);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The review went without the news of feed {Feed}, which is {State}: `imageforge feed update {Name}`")]
    public static partial void PoorFeed(ILogger logger, string feed, string state, string name);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Definitions cannot be read; what they said before stays in force: {Fault}")]
    public static partial void NoDefinitions(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Definitions can be read again")]
    public static partial void DefinitionsAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {Image} is built anew by its bell: {Rebuild}")]
    public static partial void Rebuilds(ILogger logger, string image, string rebuild);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The file of image {Image} is wrong; what it said of rebuild before stays in force: {Fault}")]
    public static partial void ImageRefused(ILogger logger, string image, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} leftovers, {Bytes} bytes")]
    public static partial void Collected(ILogger logger, int count, long bytes);
}
