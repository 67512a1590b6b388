using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local;

/// <summary>
/// Finds what is left of fleets that are gone. Looks only at this installation: at folders of its state directory, and
/// at processes whose files lie in it. Machines of gates lie in <c>tmp</c> under the lock of their build, and go with
/// that folder.
/// </summary>
public sealed class LocalResources(StateDirectory state, IEnrolments enrolments, IHeartbeats heartbeats)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    // The option whose value is a path of ours, by executable.
    private static readonly (string Executable, string Option)[] Daemons =
        [(QemuCommandLine.Executable, "-pidfile"), ("haproxy", "-p")];

    /// <summary>Everything that nobody needs now.</summary>
    public IReadOnlyList<LocalOrphan> FindOrphans()
    {
        var fleets = FleetFolder.All(state).ToHashSet();
        var lost = InstanceFolder.All(state).Select(folder => Judge(folder, fleets)).OfType<LocalOrphan>();
        return [.. lost, .. LostDaemons()];
    }

    /// <summary>
    /// Every disk of an instance by the instance's name, with the image it lies over; where a reimage is unfinished,
    /// also the one that it becomes.
    /// </summary>
    public IEnumerable<(string Instance, ArtifactId Image)> Disks() =>
        from folder in InstanceFolder.All(state)
        from launch in new[] { folder.Launch, folder.Pending?.Launch }
        where launch is not null
        select (folder.Id.Value, launch.Image);

    /// <summary>Ends the processes of an orphan, then removes its folder. Does nothing if it is gone.</summary>
    /// <exception cref="TargetException">A process cannot be ended; transient.</exception>
    public async Task RemoveAsync(LocalOrphan orphan, CancellationToken cancellationToken)
    {
        if (orphan.Process is { IsAlive: true } process)
        {
            process.Kill();
            if (!await process.WaitForExitAsync(EndLimit, cancellationToken))
            {
                throw new TargetException($"process {process.Pid} survives SIGKILL", isTransient: true);
            }
        }

        if (InstanceFolder.All(state).FirstOrDefault(folder => folder.Path == orphan.Path) is { } folder)
        {
            await QemuMachine.EndAsync(folder.Path, cancellationToken);
            await enrolments.ForgetAsync(folder.Id, cancellationToken);
            await heartbeats.ForgetAsync(folder.Id, cancellationToken);
            folder.Remove();
        }
    }

    private static LocalOrphan? Judge(InstanceFolder folder, HashSet<FleetName> fleets) => folder.Launch switch
    {
        { } launch when fleets.Contains(launch.FleetName) => null,

        // Evidence: it goes when somebody says so, and never by itself.
        { } when folder.Isolation is not null => null,
        { } launch => Orphan(folder, $"its fleet {launch.Fleet} is gone"),
        null => Orphan(folder, "nothing says what it is for"),
    };

    private static LocalOrphan Orphan(InstanceFolder folder, string reason) =>
        new(folder.Path, reason, folder.Machine?.Record.Process);

    // Processes that outlived their folder: it was removed by hand, or by something that did not end them.
    private IEnumerable<LocalOrphan> LostDaemons() =>
        from path in Directory.EnumerateDirectories("/proc")
        let process = int.TryParse(Path.GetFileName(path), out var pid) ? ProcessIdentity.Of(pid) : null
        where process is not null
        let arguments = ProcessIdentity.ReadArguments(process.Pid)
        from daemon in Daemons
        where arguments.Length > 0 && Path.GetFileName(arguments[0]) == daemon.Executable
        let folder = Path.GetDirectoryName(ProcessIdentity.OptionOf(arguments, daemon.Option))
        where folder is not null && folder.StartsWith(state.Root + "/", StringComparison.Ordinal)
        where !Directory.Exists(folder)
        select new LocalOrphan(folder, $"{daemon.Executable}, process {process.Pid}, outlived it", process);
}
