using Microsoft.Extensions.Logging;

namespace ImageForge.Engine.Webhooks;

/// <summary>What is said of webhooks.</summary>
internal static partial class WebhookLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Webhooks in force: {Count} ({Names})")]
    public static partial void InForce(ILogger logger, int count, string names);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "Webhooks are wrong; what they said before stays in force: {Fault}")]
    public static partial void Refused(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Told {Webhook} of {Kind} {Id}, try {Tries}")]
    public static partial void Sent(ILogger logger, string webhook, string kind, string id, int tries);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Webhook {Webhook} at {Place} did not take {Kind} {Id}, try {Tries} of {Most}: {Error}; next at {Next:u}")]
    public static partial void Failed(
        ILogger logger, string webhook, string place, string kind, string id, int tries, int most, string error,
        DateTimeOffset next);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Webhook {Webhook} at {Place} never took {Kind} {Id}; it is passed over after {Tries} tries: {Error}")]
    public static partial void GivenUp(
        ILogger logger, string webhook, string place, string kind, string id, int tries, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} is not served now: {Error}")]
    public static partial void NotServed(ILogger logger, string webhook, string error);
}
