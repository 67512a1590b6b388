using System.Diagnostics;
using System.Text.Json;
using ImageForge.Engine;

namespace ImageForge.Targets.Service;

/// <summary>
/// The service as a child of this process. It ends when its standard input does, so it never outlives whoever started
/// it this way; what it drives outlives both, and goes on at the next start.
/// </summary>
public sealed class ServiceProcess : IDisposable
{
    // It gives its own work 10 s.
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private ServiceProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it, and returns once it answers.</summary>
    /// <exception cref="ForgeException">
    /// Another one of this state runs (Busy); its program is not found, or its port is not to be had (Environment);
    /// there are no definitions (NotFound); or it ended at once (External).
    /// </exception>
    public static async Task<ServiceProcess> StartAsync(ServiceOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        var words = JsonSerializer.Serialize(order.ToWords(), ServiceJson.Default.ServiceWords);
        var start = new ProcessStartInfo(ServerExecutable.Find(), ["serve", words, "--attached"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        try
        {
            var ready = Read(await process.StandardOutput.ReadLineAsync(cancellationToken));
            return ready is { Address: { } address }
                ? new ServiceProcess(process, address)
                : throw ready?.Refusal?.ToException() ?? Failed("it ended at once", null);
        }
        catch
        {
            End(process);
            throw;
        }
    }

    /// <summary>Waits until it ends, or until somebody wants it to.</summary>
    /// <exception cref="ForgeException">It ended otherwise than it should (External).</exception>
    public async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            await _process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            await StopAsync();
        }

        if (_process.ExitCode != 0)
        {
            throw Failed($"it ended with code {_process.ExitCode}", null);
        }
    }

    public void Dispose() => End(_process);

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
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static ServiceReady? Read(string? line)
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize(line, ServiceJson.Default.ServiceReady);
        }
        catch (JsonException exception)
        {
            throw Failed($"it says '{line}'", exception);
        }
    }

    private static ForgeException Failed(string what, Exception? inner) =>
        new(ForgeError.External, $"the service failed: {what}", "its log is above, on stderr", inner);

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
