using System.CommandLine;
using ImageForge.Cli.Output;
using ImageForge.Targets.Service;

namespace ImageForge.Cli.Commands;

/// <summary><c>imageforge serve</c>: keeps fleets on their images day and night, until it is interrupted.</summary>
internal static class ServeCommand
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where its interface answers: on this machine alone, or with a certificate anywhere; port 0 "
            + "takes a free one",
        HelpName = "address:port",
        DefaultValueFactory = _ => ServiceOrder.DefaultListen,
    };

    private static readonly Option<string> Review = new("--review")
    {
        Description = "When risks are reviewed: minute, hour, day, month, weekday, in UTC",
        HelpName = "cron",
        DefaultValueFactory = _ => ServiceOrder.DefaultReview,
    };

    private static readonly Option<string?> Store = new("--store")
    {
        Description = "In what its records lie, from now on for every command: sqlite (forge.db) or postgres, which "
            + "several nodes share; without it where they lie already",
        HelpName = "sqlite|postgres",
    };

    private static readonly Option<FileInfo?> StoreConnection = new("--store-connection")
    {
        Description = "A file with PostgreSQL's connection string; without it IMAGEFORGE_POSTGRES or the systemd "
            + "credential `postgres` holds it",
        HelpName = "file",
    };

    private static readonly Option<string?> Node = new("--node")
    {
        Description = "This node's name among those that share a store; without it the machine's",
        HelpName = "name",
    };

    private static readonly Option<string> Feeds = new("--feeds")
    {
        Description = "When feeds of known vulnerabilities are fetched, as --review; a review follows a change",
        HelpName = "cron",
        DefaultValueFactory = _ => ServiceOrder.DefaultFeeds,
    };

    private static readonly Option<bool> Offline = new("--offline")
    {
        Description = "Fetch no feeds and no packages: what is at hand is used, however old",
    };

    private static readonly Option<string> Log = new("--log")
    {
        Description = "How the log on stderr looks: text, or json with an object a line",
        HelpName = "text|json",
        DefaultValueFactory = _ => ServiceOrder.DefaultLog,
    };

    private static readonly Option<string?> Otlp = new("--otlp")
    {
        Description = "Where spans and metrics go; without it the standard variables count, OTEL_EXPORTER_OTLP_…",
        HelpName = "url",
    };

    private static readonly Option<FileInfo?> Certificate = new("--tls-certificate")
    {
        Description = "The certificate that it shows, in PEM, with those that vouch for it; taken up when it changes",
        HelpName = "file",
    };

    private static readonly Option<FileInfo?> Key = new("--tls-key")
    {
        Description = "The certificate's key, in PEM, not encrypted",
        HelpName = "file",
    };

    private static readonly Option<string[]> Hosts = new("--host")
    {
        Description = "A name under which it is reached, beside those of its certificate; may be given several times",
        HelpName = "name",
    };

    public static Command Create() =>
        new Command("serve", "Keep fleets on their images day and night, by the `rotate` of their schedules")
    {
        Listen, Review, Feeds, Offline, Log, Otlp, Store, StoreConnection, Node, Certificate,
        Key, Hosts,
    }.Doing(RunAsync);

    private static async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var order = ServiceOrder.Parse(new ServiceWords
        {
            State = session.State.Root,
            Definitions = session.Definitions,
            Target = $"{session.Target}",
            Listen = parsed.GetRequiredValue(Listen),
            Review = parsed.GetRequiredValue(Review),
            Feeds = parsed.GetRequiredValue(Feeds),
            Offline = parsed.GetValue(Offline),
            Log = parsed.GetRequiredValue(Log),
            Otlp = parsed.GetValue(Otlp),
            Store = parsed.GetValue(Store),
            StoreConnection = parsed.GetValue(StoreConnection)?.FullName,
            Node = parsed.GetValue(Node),
            TlsCertificate = parsed.GetValue(Certificate)?.FullName,
            TlsKey = parsed.GetValue(Key)?.FullName,
            Hosts = [.. parsed.GetValue(Hosts) ?? []],
        });
        using var service = await ServiceProcess.StartAsync(order, cancellationToken);
        session.Screen.Heading($"serving on {service.Address}");
        session.Screen.Line($"  whether it can work:  {new Uri(service.Address, "health/ready")}");
        session.Screen.Line($"  its fleets:           {new Uri(service.Address, "v1/fleets")}");
        session.Screen.Line("  Ctrl-C stops it; rotations under way go on at the next start");
        session.Screen.Answer(new ServeAnswer(service.Address, service.Id), AnswerJson.Readable.ServeAnswer);
        await service.WaitAsync(cancellationToken);
        return 0;
    }
}
