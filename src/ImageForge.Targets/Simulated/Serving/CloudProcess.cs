using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ImageForge.Engine;

namespace ImageForge.Targets.Simulated.Serving;

/// <summary>
/// A server with a simulated cloud, as a child of this process. It ends when its standard input does, so it never
/// outlives whoever started it; what ran in it is gone then.
/// </summary>
public sealed class CloudProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(10);
    private readonly Process _process;

    private CloudProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server, and returns once it listens.</summary>
    /// <exception cref="ForgeException">Its program is not found, or its port is not to be had (Environment); or it
    /// ended at once (External).</exception>
    public static async Task<CloudProcess> StartAsync(
        CloudOrder order, IPEndPoint listen, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ServerExecutable.Find(), ["simulate", "--listen", $"{listen}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteLineAsync(
                JsonSerializer.Serialize(order, CloudJson.Default.CloudOrder).AsMemory(), cancellationToken);
            await process.StandardInput.FlushAsync(cancellationToken);
            var said = await process.StandardOutput.ReadLineAsync(cancellationToken);
            var ready = Read(said, CloudJson.Default.CloudReady);
            return ready is { Address: { } address }
                ? new CloudProcess(process, address)
                : throw ready?.Refusal?.ToException() ?? Failed("it ended at once", null);
        }
        catch (IOException exception)
        {
            End(process);
            throw Failed(exception.Message, exception);
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>Waits until it ends, or until somebody wants it to.</summary>
    /// <returns>What it counted; null if it could not say so any more.</returns>
    public async Task<CloudReport?> WaitAsync(CancellationToken stop)
    {
        var last = _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
        try
        {
            await _process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
        }

        return Read(await last, CloudJson.Default.CloudReport);
    }

    private async Task StopAsync()
    {
        _process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(StopMax);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
    }

    public ValueTask DisposeAsync()
    {
        End(_process);
        return ValueTask.CompletedTask;
    }

    private static T? Read<T>(string? line, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize(line, shape);
        }
        catch (JsonException exception)
        {
            throw Failed($"it says '{line}'", exception);
        }
    }

    private static ForgeException Failed(string what, Exception? inner) => new(
        ForgeError.External, $"the server of the simulated cloud failed: {what}", "its log is above, on stderr", inner);

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
