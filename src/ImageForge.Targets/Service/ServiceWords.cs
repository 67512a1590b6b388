using System.Collections.Immutable;
using System.Text.Json;
using ImageForge.Engine;

namespace ImageForge.Targets.Service;

/// <summary>
/// What a service shall run, as it is handed to its program: JSON, one argument. Holds no secret: command lines can be
/// read by every process of a machine.
/// </summary>
public sealed record ServiceWords
{
    /// <summary>The installation's state directory.</summary>
    public required string State { get; init; }

    /// <summary>The folder that holds <c>images/</c> and <c>schedules/</c>.</summary>
    public required string Definitions { get; init; }

    /// <summary>Where fleets run: <c>local</c> or <c>simulated:URL</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Where it answers; port 0 takes a free one.</summary>
    public string Listen { get; init; } = ServiceOrder.DefaultListen;

    /// <summary>When risks are reviewed: five cron fields, in UTC.</summary>
    public string Review { get; init; } = ServiceOrder.DefaultReview;

    /// <summary>When feeds are fetched: five cron fields, in UTC.</summary>
    public string Feeds { get; init; } = ServiceOrder.DefaultFeeds;

    /// <summary>True: neither feeds nor packages are fetched.</summary>
    public bool Offline { get; init; }

    /// <summary>How its log looks: <c>text</c> or <c>json</c>.</summary>
    public string Log { get; init; } = ServiceOrder.DefaultLog;

    /// <summary>Where spans and metrics go; null: where the standard variables say, or nowhere.</summary>
    public string? Otlp { get; init; }

    /// <summary>In what its records lie: <c>sqlite</c> or <c>postgres</c>; null: where they lie already.</summary>
    public string? Store { get; init; }

    /// <summary>The file that holds PostgreSQL's connection string; null: the environment or a credential
    /// does.</summary>
    public string? StoreConnection { get; init; }

    /// <summary>This node's name among those that share a store; null: the machine's.</summary>
    public string? Node { get; init; }

    /// <summary>The file of its certificate, in PEM; null: no TLS.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>The file of the certificate's key, in PEM.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Hosts under which it is reached, beside those of the certificate.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <exception cref="ForgeException">It is not what <c>imageforge serve</c> writes (Usage).</exception>
    public static ServiceWords Read(string json)
    {
        try
        {
            // Source-generated reading gives what is left out no default of ours; whoever writes by hand leaves out.
            var words = JsonSerializer.Deserialize(json, ServiceJson.Default.ServiceWords)!;
            return words with
            {
                Listen = words.Listen ?? ServiceOrder.DefaultListen,
                Review = words.Review ?? ServiceOrder.DefaultReview,
                Feeds = words.Feeds ?? ServiceOrder.DefaultFeeds,
                Log = words.Log ?? ServiceOrder.DefaultLog,
                Hosts = words.Hosts.IsDefault ? [] : words.Hosts,
            };
        }
        catch (JsonException exception)
        {
            throw new ForgeException(
                ForgeError.Usage, $"what to serve is not readable: {exception.Message}",
                "start it by `imageforge serve`, which writes it", exception);
        }
    }
}
