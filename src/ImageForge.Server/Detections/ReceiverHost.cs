using ImageForge.Engine;
using ImageForge.Engine.Store;
using ImageForge.Targets;
using ImageForge.Targets.Local;
using Microsoft.AspNetCore.Connections;

namespace ImageForge.Server.Detections;

/// <summary>
/// The heartbeat receiver inside the service: it takes the place of the process that commands start, on the same port
/// and with the same routes, and gives it back at its end. Instances see a pause of seconds.
/// </summary>
public sealed class ReceiverHost(Rooms rooms, DetectionDesk desk, ILogger<ReceiverHost> logger)
    : IHostedService, IAsyncDisposable
{
    private readonly ReceiverProcess _process = new(rooms.State);
    private WebApplication? _app;
    private LockFile? _place;

    /// <exception cref="ForgeException">Its port is a stranger's (Environment), or the receiver that runs does not end
    /// (Busy).</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Instances of a simulated cloud send no beats.
        if (rooms.HasMachines)
        {
            _place = await _process.TakePlaceAsync(ListenAsync, cancellationToken);
            logger.LogInformation(
                "{Who} receives beats and detections",
                _place is null ? "Another service of this state" : "This service");
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is null)
        {
            return;
        }

        await _app.StopAsync(cancellationToken);
        await GiveBackAsync();
        try
        {
            await _process.EnsureIfNeededAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is ForgeException or TargetException)
        {
            // The next command starts it; until then beats are lost, and nothing is decided from that silence.
            logger.LogWarning("The receiver was not started again: {Message}", exception.Message);
        }
    }

    public async ValueTask DisposeAsync() => await GiveBackAsync();

    private async Task ListenAsync(int port, CancellationToken cancellationToken)
    {
        _app = Receiver.Build(rooms.State, port, desk, rooms.Database);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw ReceiverProcess.PortTaken(port, exception);
        }
    }

    private async Task GiveBackAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.DisposeAsync();
        }

        _place?.Dispose();
        _place = null;
    }
}
