using System.Net;
using ImageForge.Core.Images;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// The load balancer of one fleet: a single process that lives on its own, like a machine. A restart renders the
/// servers known by then into its configuration.
/// </summary>
public sealed class HaproxyProcess(string folder)
{
    private const string PortTakenText = "cannot bind socket (Address already in use)";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private string IdentityFile => Path.Combine(folder, "haproxy.json");
    private string ConfigFile => Path.Combine(folder, "haproxy.cfg");
    private string PidFile => Path.Combine(folder, "haproxy.pid");
    private string Socket => Path.Combine(folder, "haproxy.sock");

    /// <summary>False once the process has ended, and while it was not started.</summary>
    public bool IsRunning => StateFile.Read<ProcessIdentity>(IdentityFile) is { IsAlive: true };

    public HaproxyAdmin Admin => new(Socket);

    /// <summary>
    /// True if it runs. One whose starter died before it could record it is recognised by its admin socket and taken
    /// over.
    /// </summary>
    public async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            return true;
        }

        if (!File.Exists(Socket) || await Admin.FindProcessAsync(cancellationToken) is not { } process)
        {
            return false;
        }

        StateFile.Write(IdentityFile, process);
        return true;
    }

    /// <summary>
    /// Starts it with these servers. The caller knows that it does not run and holds the fleet's lock.
    /// </summary>
    /// <returns>False if somebody else has the port.</returns>
    /// <exception cref="ForgeException">HAProxy is not installed.</exception>
    /// <exception cref="TargetException">HAProxy refused; its message is in the text.</exception>
    public async Task<bool> TryStartAsync(
        IPEndPoint listen, HealthProbe health, IReadOnlyCollection<HaproxyServer> servers,
        CancellationToken cancellationToken)
    {
        var config = HaproxyConfig.Render(listen, health, Socket, servers, Environment.IsPrivilegedProcess);
        await File.WriteAllTextAsync(ConfigFile, config, cancellationToken);

        // Not cancellable: one started and left alone half-way would hold the port unknown to us.
        var result = await HostCommand.RunAsync(
            "haproxy", ["-D", "-p", PidFile, "-f", ConfigFile], StartLimit, CancellationToken.None);
        if (result.ExitCode != 0)
        {
            return result.ErrorText.Contains(PortTakenText, StringComparison.Ordinal)
                ? false
                : throw new TargetException($"the load balancer was not started: {result.ErrorText}");
        }

        if (!await FindAsync(cancellationToken))
        {
            throw new TargetException("the load balancer ended right after its start", isTransient: true);
        }

        // "disabled" in the configuration means maintenance, where a server is not even checked.
        foreach (var server in servers.Where(server => server.Mode == HaproxyMode.Drain))
        {
            await Admin.SetModeAsync(server.Instance, HaproxyMode.Drain, cancellationToken);
        }

        return true;
    }

    /// <summary>Ends it at once; requests in flight are cut. Does nothing if it does not run.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!await FindAsync(cancellationToken) || StateFile.Read<ProcessIdentity>(IdentityFile) is not { } process)
        {
            return;
        }

        process.Terminate();
        if (!await process.WaitForExitAsync(StopLimit, cancellationToken))
        {
            process.Kill();
            await process.WaitForExitAsync(StopLimit, cancellationToken);
        }
    }
}
