using System.Net;
using System.Text.Json.Serialization;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;
using ImageForge.Engine.Store;
using ImageForge.Server.Access;
using ImageForge.Server.Api;
using ImageForge.Server.Detections;
using ImageForge.Targets.Local;
using Microsoft.AspNetCore.Connections;
using Serilog;

namespace ImageForge.Server;

/// <summary>
/// The heartbeat receiver: a process of its own, so that beats are kept while no command of ours runs. One an
/// installation, on a port that never changes, for the instances carry it.
/// </summary>
public static class Receiver
{
    // The largest honest beat is below 4 KiB: 32 sensors of 100 characters.
    private const int BodyBytesMax = 16 * 1024;

    /// <summary>Serves until SIGTERM or SIGINT.</summary>
    /// <exception cref="ForgeException">Another receiver of this state runs, or somebody else has its port.</exception>
    public static async Task RunAsync(StateDirectory state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Create();
        var files = new ReceiverFiles(state);
        using var single = LockFile.TryTake(files.Lock)
            ?? throw new ForgeException(ForgeError.Busy, $"a receiver of {state.Root} already runs");
        var port = files.ReadPort() ?? LoopbackPort.FindFree();
        await using var app = Build(state, port);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw ReceiverProcess.PortTaken(port, exception);
        }

        // The port is kept only once it was ours; the identity comes last, because who reads it may connect at once.
        files.WritePort(port);
        files.WriteIdentity(ProcessIdentity.Current);
        Log.Information("Receiving beats on 127.0.0.1:{Port} for {State}", port, state.Root);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>The application without its life cycle, for tests as well.</summary>
    /// <param name="state">The installation's.</param>
    /// <param name="port">On the loopback address.</param>
    /// <param name="desk">Takes what instances detect; null: nobody does, and they are told to come again.</param>
    /// <param name="database">Of the process that it is a part of; null: one of its own.</param>
    public static WebApplication Build(
        StateDirectory state, int port, DetectionDesk? desk = null, ForgeDatabase? database = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        var builder = LoopbackServer.CreateBuilder(new IPEndPoint(IPAddress.Loopback, port), BodyBytesMax);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            // Here and not on the generated context, whose own options count only where it serializes by itself.
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.PropertyNameCaseInsensitive = false;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ReceiverJson.Default);
        });

        // An instance whose beat was not kept is told so, and says it again with the next.
        builder.Services.AddProblemDetails().AddExceptionHandler<ProblemAnswers>();
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(state)
            .AddSingleton(new DetectionPort(desk))
            .AddSingleton(database ?? new ForgeDatabase(state))
            .AddSingleton<IEnrolments, StoredEnrolments>()
            .AddSingleton<IHeartbeats, StoredHeartbeats>()
            .AddSingleton<GuessLimit>()
            .AddSingleton<ReceiverEndpoints>();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.Services.GetRequiredService<ReceiverEndpoints>().Map(app);
        return app;
    }
}
