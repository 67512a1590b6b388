using System.Collections.Immutable;
using System.Net;
using ImageForge.Core;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Store;
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

    /// <summary>The hosts of this machine alone, as requests name them.</summary>
    public static readonly ImmutableArray<string> Loopback = ["localhost", "127.0.0.1", "[::1]"];

    // What is named after it: a lock's file, and a row of Quartz's.
    private const int NodeLengthMax = 40;

    /// <summary>What it shows to callers; null: it answers on this machine alone, without TLS.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Hosts under which it is reached, beside those of its certificate and of this machine.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>In what its records shall lie; null: where they lie already.</summary>
    public StoreSetting? Store { get; init; }

    /// <summary>This node's name among those that share a store.</summary>
    public string Node { get; init; } = NodeOf(Environment.MachineName);

    /// <exception cref="ForgeException">One of the words is wrong (Usage).</exception>
    public static ServiceOrder Parse(ServiceWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new(
            new StateDirectory(words.State), Path.GetFullPath(words.Definitions), TargetChoice.Parse(words.Target),
            ListenOf(words),
            ReadCron("--review", words.Review, DefaultReview),
            ReadCron("--feeds", words.Feeds, DefaultFeeds), words.Offline,
            words.Log switch
            {
                DefaultLog => false,
                JsonLog => true,
                _ => throw new ForgeException(
                    ForgeError.Usage, $"--log: '{words.Log}' is no form of a log", $"write {DefaultLog} or {JsonLog}"),
            },
            words.Otlp is { } otlp ? TelemetryWish.Parse(otlp, "--otlp") : null)
        {
            Store = StoreOf(words),
            Tls = TlsOf(words),
            Hosts = [.. words.Hosts.Select(CheckedHost)],
            Node = words.Node is null ? NodeOf(Environment.MachineName) : CheckedNode(words.Node),
        };
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
        Store = Store?.Store.ToString().ToLowerInvariant(),
        StoreConnection = Store?.ConnectionFile,
        Node = Node,
        TlsCertificate = Tls?.Certificate,
        TlsKey = Tls?.Key,
        Hosts = Hosts,
    };

    private static IPEndPoint ListenOf(ServiceWords words) => TlsOf(words) is null
        ? LoopbackAddress.Parse(words.Listen, "without TLS tokens would be read on their way: "
            + "add --tls-certificate and --tls-key, or stay on this machine")
        : LoopbackAddress.ParseAny(words.Listen);

    private static TlsFiles? TlsOf(ServiceWords words) => (words.TlsCertificate, words.TlsKey) switch
    {
        (null, null) => null,
        ({ } certificate, { } key) => new TlsFiles(Path.GetFullPath(certificate), Path.GetFullPath(key)),
        _ => throw new ForgeException(
            ForgeError.Usage, "--tls-certificate and --tls-key go together, and one is missing",
            "name both files, in PEM"),
    };

    // As requests name it: Host headers have no scheme, and what is listened on says the port.
    private static string CheckedHost(string host) =>
        Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) != UriHostNameType.Unknown
            ? host
            : throw new ForgeException(
                ForgeError.Usage, $"--host: '{host}' is no name of a host",
                "write a name or an address, without a port: forge.example.com");

    private static StoreSetting? StoreOf(ServiceWords words)
    {
        var file = words.StoreConnection is { } path ? Path.GetFullPath(path) : null;
        return (words.Store, file) switch
        {
            (null, null) => null,
            ("sqlite", null) => new StoreSetting(StoreKind.Sqlite, null),
            ("postgres", _) => new StoreSetting(StoreKind.Postgres, file),
            (null or "sqlite", _) => throw new ForgeException(
                ForgeError.Usage, "--store-connection is of a PostgreSQL, and --store does not name one",
                "add --store postgres, or leave it out"),
            _ => throw new ForgeException(
                ForgeError.Usage, $"--store: '{words.Store}' is no store", "name sqlite or postgres"),
        };
    }

    private static string NodeOf(string machine)
    {
        var name = new string([.. machine.Where(IsOfNode).Take(NodeLengthMax)]);
        return name.Length > 0 ? name : "node";
    }

    private static string CheckedNode(string name) =>
        name.Length is > 0 and <= NodeLengthMax && name.All(IsOfNode) ? name : throw new ForgeException(
            ForgeError.Usage, $"--node: '{name}' is no name of a node",
            $"write 1 to {NodeLengthMax} letters, digits and '-'");

    private static bool IsOfNode(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';

    private static Cron ReadCron(string option, string text, string example) =>
        CronReader.TryRead(text, out var cron, out var fault) ? cron : throw new ForgeException(
            ForgeError.Usage, $"{option}: '{text}': {fault}",
            $"write minute, hour, day, month and weekday in UTC, such as '{example}'");
}
