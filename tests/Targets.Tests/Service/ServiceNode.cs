using System.Runtime.InteropServices;
using ImageForge.Engine;
using ImageForge.Targets.Service;

namespace ImageForge.Targets.Tests.Service;

/// <summary>
/// One node of several: a state directory of its own, and the service in it, which may be killed or stopped.
/// </summary>
internal sealed class ServiceNode(string name, string root, ServiceWords words) : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;
    private ServiceProcessRun? _run;

    public string Name => name;

    public StateDirectory State { get; } = new(root);

    /// <summary>The service that runs now.</summary>
    public ServiceProcessRun Run => _run ?? throw new InvalidOperationException($"{name} does not run");

    public bool IsRunning => _run is not null;

    /// <summary>What every service of this node has said, those that were killed too.</summary>
    public string Log { get; private set; } = "";

    public async Task StartAsync()
    {
        _run = await ServiceProcessRun.StartAsync(words with { State = root, Node = name });
        Assert.True(_run.Address is not null, $"node {name} does not start:\n{_run.Log}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        await Run.KillAsync();
        Log += Run.Log;
        Run.Dispose();
        _run = null;
    }

    /// <summary>SIGSTOP: it stands still, and knows nothing of it.</summary>
    public void Freeze() => Signal(Stop);

    /// <summary>SIGCONT.</summary>
    public void Wake() => Signal(Continue);

    public void Dispose()
    {
        if (_run is not null)
        {
            Log += _run.Log;
            _run.Dispose();
        }

        Directory.Delete(root, recursive: true);
    }

    // By the system call: starting a program for it takes longer than what the node does next.
    private void Signal(int signal) => Assert.Equal(0, Kill(Run.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
