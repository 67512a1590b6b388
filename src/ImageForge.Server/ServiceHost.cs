using System.Text.Json;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;
using ImageForge.Engine.Store;
using ImageForge.Engine.Telemetry;
using ImageForge.Server.Access;
using ImageForge.Server.Api;
using ImageForge.Server.Bells;
using ImageForge.Server.Detections;
using ImageForge.Server.Rounds;
using ImageForge.Targets;
using ImageForge.Targets.Service;
using ImageForge.Targets.Simulated.Serving;
using ImageForge.Targets.Telemetry;
using Microsoft.AspNetCore.Connections;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Extensions.Logging;

namespace ImageForge.Server;

/// <summary>
/// The service: bells that ring day and night, and an interface that shows how fleets are. One a state directory, with
/// no other server beside it.
/// </summary>
public static class ServiceHost
{
    // Nothing is sent here yet that has a body.
    private const int BodyBytesMax = 16 * 1024;

    // A pass stops between two commands; the command it waits for is given so long. What is cut off then is found by
    // the next start, as after a kill.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);

    /// <summary>Serves until SIGTERM or SIGINT, or the end of its input.</summary>
    /// <param name="order">What to serve.</param>
    /// <param name="life">It ends with it; null: with a signal only.</param>
    /// <param name="news">Gets one line, a <see cref="ServiceReady"/>.</param>
    /// <returns>The exit code: 0, or why it could not start, which is the news then.</returns>
    public static async Task<int> RunAsync(ServiceOrder order, TextReader? life, TextWriter news)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(news);
        try
        {
            using var logs = new SerilogLoggerFactory();
            order.Store?.Keep(order.State);
            using var rooms = new Rooms(order.State, order.Definitions, order.Target, logs);
            using var single = Take(rooms, order.Node);
            using var telemetry = Telemetry(order, logs);
            using var gauges = new ReadingGauges(rooms.Readings);
            await using var app = await StartAsync(order, rooms);
            await SayAsync(news, new ServiceReady(new Uri(app.Urls.Single()), null));
            Log.Information(
                "Serving on {Address} for {State}, fleets {Place}", app.Urls.Single(), rooms.State.Root, rooms.Place);
            await AdviseAsync(rooms);
            if (life is not null)
            {
                _ = Task.Run(() => EndWith(life, app.Lifetime));
            }

            await app.WaitForShutdownAsync();
            Log.Information("Stopped; rotations under way go on at the next start");
            return 0;
        }
        catch (ForgeException exception)
        {
            await SayAsync(news, new ServiceReady(null, Refusal.Of(exception)));
            if (life is null)
            {
                // Nobody reads the news of a service that a person or an init system started by itself.
                throw;
            }

            return (int)exception.Error;
        }
    }

    private static TelemetryExport? Telemetry(ServiceOrder order, ILoggerFactory logs)
    {
        if (order.Otlp is { } otlp)
        {
            // As the SDK reads it: what the address of a base means differs between its two protocols.
            Environment.SetEnvironmentVariable(TelemetryWish.Endpoint, otlp.OriginalString);
        }

        return TelemetryExport.Start(
            "imageforge-server", logs,
            traces => traces.AddAspNetCoreInstrumentation(options => options.Filter =
                context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)),
            metrics => metrics.AddMeter(
                "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"));
    }

    // Embedded, Quartz bears one process. Where the store is shared, a state directory may be too: a service a node.
    private static LockFile Take(Rooms rooms, string node)
    {
        var (path, whose) = rooms.Database.IsShared
            ? (Path.Combine(rooms.State.Locks, $"service-{node}"), $"{rooms.State.Root} on node {node}")
            : (rooms.State.ServiceLock, rooms.State.Root);
        return LockFile.TryTake(path) ?? throw new ForgeException(
            ForgeError.Busy, $"a service of {whose} already runs: process {LockFile.HolderOf(path)}",
            "one is enough: it drives every fleet of this state; stop that one, or name another with --state");
    }

    private static async Task<WebApplication> StartAsync(ServiceOrder order, Rooms rooms)
    {
        // First of all: Quartz makes its tables in the schema that this makes, and a node whose records nobody could
        // prove must not begin.
        await rooms.Journal.JoinAsync(CancellationToken.None);
        await BellStore.PrepareAsync(rooms);
        var app = Build(order, rooms);
        try
        {
            await app.StartAsync();
            return app;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new ForgeException(
                ForgeError.Environment, $"the service cannot listen on {order.Listen}: it is taken by another program",
                $"name another with --listen, port 0 takes a free one; `ss -ltnp 'sport = :{order.Listen.Port}'` "
                    + "shows whose it is",
                exception);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private static WebApplication Build(ServiceOrder order, Rooms rooms)
    {
        var certificate = order.Tls is { } tls ? new ServerCertificate(tls, TimeProvider.System) : null;
        var builder = LoopbackServer.CreateBuilder(order.Listen, BodyBytesMax, certificate);
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = StopMax);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(rooms)
            .AddSingleton(rooms.Rounds)
            .AddSingleton(new ScheduleBook(rooms.Definitions))
            .AddSingleton(new RebuildBook(rooms.Definitions))
            .AddSingleton(new BellTimes(order.Review, order.Feeds, order.Offline));

        // Before the bells: a pass that finds no receiver would start one.
        builder.Services.AddDetections();
        builder.Services.AddBells(rooms, order.Node);
        builder.Services.AddHostedService<WatchRound>().AddHostedService<WebhookRound>()
            .AddHostedService<WitnessRound>();
        builder.Services.AddAccess(rooms, isTls: certificate is not null);
        builder.Services.AddApi(order.Hosts.Concat(certificate?.Names ?? []));
        var app = builder.Build();
        app.MapApi();
        app.RequireRouteAccess();
        return app;
    }

    // Without one nobody sees anything, and whoever starts it first cannot know that.
    private static async Task AdviseAsync(Rooms rooms)
    {
        var now = DateTimeOffset.UtcNow;
        if (!(await rooms.Tokens.ListAsync(CancellationToken.None)).Any(token => token.IsValidAt(now)))
        {
            Log.Warning(
                "There is no valid token, so nobody can ask it anything: "
                + "`imageforge token create --role viewer` makes one (with the --state and --target of this service)");
        }
    }

    // Whoever started it has gone, or wants it to go.
    private static void EndWith(TextReader life, IHostApplicationLifetime lifetime)
    {
        while (life.Read() >= 0)
        {
            // What is said there means nothing.
        }

        lifetime.StopApplication();
    }

    private static async Task SayAsync(TextWriter news, ServiceReady ready)
    {
        await news.WriteLineAsync(JsonSerializer.Serialize(ready, ServiceJson.Default.ServiceReady));
        await news.FlushAsync();
    }
}
