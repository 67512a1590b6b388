using System.Diagnostics;
using ImageForge.Engine;
using ImageForge.Engine.Store;

namespace ImageForge.Targets.Local;

/// <summary>
/// Starts and stops the heartbeat receiver from outside. It is detached: a session of its own, writing to a log file,
/// so neither our death nor a closed terminal takes it along.
/// </summary>
public sealed class ReceiverProcess(StateDirectory state)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly ReceiverFiles _files = new(state);

    private string LifeLock => Path.Combine(state.Locks, "receiver-life");

    /// <summary>True if a receiver of this state runs; says nothing about its answers.</summary>
    public bool IsRunning => _files.ReadIdentity() is { IsAlive: true };

    /// <summary>Makes sure that the receiver answers, and returns its port on 127.0.0.1.</summary>
    /// <exception cref="ForgeException">
    /// Its executable is not found, its port is a stranger's, or it ended at once.
    /// </exception>
    /// <exception cref="TargetException">It does not answer within 30 s.</exception>
    public async Task<int> EnsureAsync(CancellationToken cancellationToken)
    {
        state.Create();
        using var held = LockFile.Take(LifeLock, StartLimit + StopLimit);
        using var process = IsRunning ? null : Start();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartLimit;)
        {
            if (await FindReadyAsync(cancellationToken) is { } port)
            {
                return port;
            }

            // A receiver started by hand holds the lock, ours ends as a second one, and the next look finds the first.
            if (process is { HasExited: true, ExitCode: not (int)ForgeError.Busy })
            {
                throw Ended(process.ExitCode);
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        throw new TargetException($"the heartbeat receiver does not answer; see {_files.Log}", isTransient: true);
    }

    /// <summary>
    /// Ends the receiver, gracefully if it can, unless it turns out to be needed. Its port stays kept by file.
    /// </summary>
    /// <param name="isNeeded">
    /// Asked while nobody can start it: who needs it says so on disk before making sure of it.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task StopAsync(Func<bool> isNeeded, CancellationToken cancellationToken)
    {
        using var held = LockFile.Take(LifeLock, StartLimit + StopLimit);
        // A service that is the receiver as well does not end because no instance is left.
        if (!isNeeded() && _files.ReadIdentity() is { IsAlive: true } process && !_files.IsService(process))
        {
            await EndAsync(process, cancellationToken);
        }
    }

    private static async Task EndAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        process.Terminate();
        if (!await process.WaitForExitAsync(StopLimit, cancellationToken))
        {
            process.Kill();
            await process.WaitForExitAsync(StopLimit, cancellationToken);
        }
    }

    /// <summary>
    /// Lets this process be the receiver from now on: the one that runs ends, and its port and its routes are taken
    /// over before anybody could start another.
    /// </summary>
    /// <param name="listen">Answers on the port when it returns.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The receiver's place: it is given up with it. Null: another service of this state has it.</returns>
    /// <exception cref="ForgeException">The one that runs does not end (Busy), or its port is a stranger's.</exception>
    public async Task<LockFile?> TakePlaceAsync(
        Func<int, CancellationToken, Task> listen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listen);
        state.Create();
        using var held = LockFile.Take(LifeLock, StartLimit + StopLimit);
        if (_files.ReadIdentity() is { IsAlive: true } process && process != ProcessIdentity.Current)
        {
            if (_files.IsService(process))
            {
                return null;
            }

            await EndAsync(process, cancellationToken);
        }

        // Of one that was killed here and now, the kernel needs a moment.
        var place = LockFile.Take(_files.Lock, StopLimit);
        try
        {
            var port = _files.ReadPort() ?? LoopbackPort.FindFree();
            await listen(port, cancellationToken);
            _files.WritePort(port);
            _files.WriteIdentity(ProcessIdentity.Current);
            return place;
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <summary>Starts the receiver where somebody needs it.</summary>
    /// <inheritdoc cref="EnsureAsync"/>
    public async Task EnsureIfNeededAsync(CancellationToken cancellationToken)
    {
        if (ReceiverNeed.Exists(state))
        {
            _files.ForgetIdentity();
            await EnsureAsync(cancellationToken);
        }
    }

    /// <summary>What to say when somebody else listens on the port that every instance has been told.</summary>
    public static ForgeException PortTaken(int port, Exception? inner = null) => new(
        ForgeError.Environment, $"port {port} of the heartbeat receiver is taken by another program",
        $"find it with: ss -ltnp 'sport = :{port}', and end it; instances send their beats to this port only", inner);

    private async Task<int?> FindReadyAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning || _files.ReadPort() is not { } port)
        {
            return null;
        }

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = ProbeLimit };
        try
        {
            using var response = await client.GetAsync(
                new Uri($"http://127.0.0.1:{port}/health/live"), cancellationToken);
            return response.IsSuccessStatusCode ? port : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The probe's own time limit.
            return null;
        }
    }

    private Process Start()
    {
        // The shell only points the three streams away from ours, then becomes setsid, then the receiver: one process.
        const string Detach = "exec setsid \"$0\" receive --state \"$1\" </dev/null >>\"$2\" 2>&1";
        var start = new ProcessStartInfo("sh", ["-c", Detach, ServerExecutable.Find(), state.Root, _files.Log])
        {
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        return Process.Start(start)!;
    }

    private ForgeException Ended(int exitCode)
    {
        var reason = File.Exists(_files.Log)
            ? File.ReadLines(_files.Log).LastOrDefault(line => line.Length > 0)
            : $"code {exitCode}";
        return new ForgeException(
            exitCode == (int)ForgeError.Environment ? ForgeError.Environment : ForgeError.External,
            $"the heartbeat receiver did not start: {reason}", $"see {_files.Log}");
    }
}
