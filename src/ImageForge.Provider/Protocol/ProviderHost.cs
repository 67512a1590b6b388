using System.Globalization;
using System.Net;
using System.Text;
using ImageForge.Engine.Definitions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace ImageForge.Provider.Protocol;

/// <summary>The process as the engine expects it: a port on stdout, gRPC behind it, gone soon after SIGINT.</summary>
internal static class ProviderHost
{
    // What the engine itself takes.
    private const int MessageMax = 400 << 20;

    // Five seconds after SIGINT the engine kills.
    private static readonly TimeSpan ShutdownMax = TimeSpan.FromSeconds(2);

    // Streams of a run that hangs for a day on an approval must not be cut.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromDays(7);

    /// <summary>Serves until the process is asked to stop.</summary>
    /// <param name="arguments">Who called.</param>
    /// <param name="stdout">Gets the port's line and nothing else, ever.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(PluginArguments arguments, Stream stdout)
    {
        using var logs = new SerilogLoggerFactory(
            new LoggerConfiguration().MinimumLevel.Is(LogEventLevel.Warning).WriteTo.Console(
                standardErrorFromLevel: LogEventLevel.Verbose,
                formatProvider: CultureInfo.InvariantCulture,
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}").CreateLogger(),
            dispose: true);
        using var session = new ProviderSession(arguments.EngineAddress, logs);
        await using var app = Build(session, logs);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.First();
        await stdout.WriteAsync(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{new Uri(address).Port}\n")));
        await stdout.FlushAsync();

        // While the engine shakes hands and starts the program.
        var preparing = Task.Run(DefinitionReader.Prepare);
        app.Lifetime.ApplicationStopping.Register(session.Stop);
        session.Over = app.Lifetime.StopApplication;
        await app.WaitForShutdownAsync();
        await preparing;
        return 0;
    }

    private static WebApplication Build(ProviderSession session, ILoggerFactory logs)
    {
        // Not the folder that we are called in: that is the user's, and its appsettings.json is not ours.
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MessageMax;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.KeepAliveTimeout = KeepAlive;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => async connection =>
                {
                    await next(connection);
                    session.Hangup();
                });
            });
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownMax);
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = options.MaxSendMessageSize = MessageMax);
        builder.Services.AddSingleton(session);
        var app = builder.Build();
        app.MapGrpcService<ProviderService>();
        return app;
    }
}
