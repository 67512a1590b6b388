using ImageForge.Core.Fleets;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local;

/// <summary>
/// Finds what dead processes of ours left running or lying about. Looks only at this installation: at folders of its
/// state directory, and at processes whose files lie in it.
/// </summary>
public sealed class LocalResources(StateDirectory state, IEnrolments enrolments, IHeartbeats heartbeats)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    // The option whose value is a path of ours, by executable.
    private static readonly (string Executable, string Option)[] Daemons =
        [(QemuCommandLine.Executable, "-pidfile"), ("haproxy", "-p")];

    /// <summary>Everything that nobody needs now; processes that are just being started are not among it.</summary>
    public IReadOnlyList<LocalOrphan> FindOrphans()
    {
        var fleets = FleetFolder.All(state).ToHashSet();
        var folders = InstanceFolder.All(state).Select(folder => Judge(folder, fleets)).OfType<LocalOrphan>();
        return [.. folders, .. LostDaemons()];
    }

    /// <summary>Ends the processes of an orphan, then removes its folder. Does nothing if it is gone.</summary>
    /// <exception cref="TargetException">A process cannot be ended.</exception>
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

        if (orphan.Folder is { } folder)
        {
            await QemuMachine.EndAsync(folder.Path, cancellationToken);
            await enrolments.ForgetAsync(folder.Id, cancellationToken);
            await heartbeats.ForgetAsync(folder.Id, cancellationToken);
            folder.Remove();
        }
    }

    private static LocalOrphan? Judge(InstanceFolder folder, HashSet<FleetName> fleets)
    {
        var reason = (folder.Launch, folder.Owner) switch
        {
            ({ } launch, _) when fleets.Contains(launch.FleetName) => null,
            ({ } launch, _) => $"instance {folder.Id} of fleet {launch.Fleet}, which is gone",
            (_, { IsAlive: true }) => null,
            (_, { } owner) => $"instance {folder.Id}, whose owner {owner.Pid} is dead",
            _ => $"instance {folder.Id}, which says neither fleet nor owner",
        };
        return reason is null ? null : new LocalOrphan(reason, folder, folder.Machine?.Record.Process);
    }

    // Processes that outlived their folder: it was removed by hand, or by something that did not end them.
    private IEnumerable<LocalOrphan> LostDaemons() =>
        from path in Directory.EnumerateDirectories("/proc")
        let process = int.TryParse(Path.GetFileName(path), out var pid) ? ProcessIdentity.Of(pid) : null
        where process is not null
        let arguments = ProcessIdentity.ReadArguments(process.Pid)
        from daemon in Daemons
        where arguments.Length > 0 && Path.GetFileName(arguments[0]) == daemon.Executable
        let file = ProcessIdentity.OptionOf(arguments, daemon.Option)
        where file is not null && file.StartsWith(state.Root + "/", StringComparison.Ordinal)
        where !Directory.Exists(Path.GetDirectoryName(file))
        select new LocalOrphan($"process {process.Pid}, {daemon.Executable} of {file}, which is gone", null, process);
}
