using System.Net;
using ImageForge.Core;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Targets.Telemetry;

namespace ImageForge.Targets.Service;

/// <summary>What a service shall run, in the same words for a person and for the program that is started.</summary>
/// <param name="State">The installation's state directory.</param>
/// <param name="Definitions">The folder that holds <c>images/</c> and <c>schedules/</c>.</param>
/// <param name="Target">Where fleets run.</param>
/// <param name="Listen">Where it answers; port 0 takes a free one.</param>
/// <param name="Review">When risks are reviewed, in UTC.</param>
/// <param name="Feeds">When feeds are fetched, in UTC.</param>
/// <param name="Offline">True: neither feeds nor packages are fetched; what is at hand is used.</param>
/// <param name="LogsJson">True if its log is JSON, an object a line.</param>
/// <param name="Otlp">Where spans and metrics go; null: where the standard variables say, or nowhere.</param>
public sealed record ServiceOrder(
    StateDirectory State, string Definitions, TargetChoice Target, IPEndPoint Listen, Cron Review,
    Cron Feeds, bool Offline, bool LogsJson = false, Uri? Otlp = null)
{
    public const string DefaultListen = "127.0.0.1:7080";
    public const string DefaultReview = "0 6 * * *";
    public const string DefaultLog = "text";
    private const string JsonLog = "json";

    /// <summary>Before the review, with time enough for a slow line.</summary>
    public const string DefaultFeeds = "10 5 * * *";

    /// <exception cref="ForgeException">One of the words is wrong (Usage).</exception>
    public static ServiceOrder Parse(ServiceWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new(
            new StateDirectory(words.State), Path.GetFullPath(words.Definitions), TargetChoice.Parse(words.Target),
            LoopbackAddress.Parse(words.Listen, "the service has neither TLS nor tokens yet"),
            ReadCron("--review", words.Review, DefaultReview),
            ReadCron("--feeds", words.Feeds, DefaultFeeds), words.Offline,
            words.Log switch
            {
                DefaultLog => false,
                JsonLog => true,
                _ => throw new ForgeException(
                    ForgeError.Usage, $"--log: '{words.Log}' is no form of a log", $"write {DefaultLog} or {JsonLog}"),
            },
            words.Otlp is { } otlp ? TelemetryWish.Parse(otlp, "--otlp") : null);
    }

    /// <summary>The words it was read from.</summary>
    public ServiceWords ToWords() => new()
    {
        State = State.Root,
        Definitions = Definitions,
        Target = $"{Target}",
        Listen = $"{Listen}",
        Review = $"{Review}",
        Feeds = $"{Feeds}",
        Offline = Offline,
        Log = LogsJson ? JsonLog : DefaultLog,
        Otlp = Otlp?.OriginalString,
    };

    private static Cron ReadCron(string option, string text, string example) =>
        CronReader.TryRead(text, out var cron, out var fault) ? cron : throw new ForgeException(
            ForgeError.Usage, $"{option}: '{text}': {fault}",
            $"write minute, hour, day, month and weekday in UTC, such as '{example}'");
}
