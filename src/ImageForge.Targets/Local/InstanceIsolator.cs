using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>Cuts an instance off while it runs on. Repeated as a whole: each step finds what is done already.</summary>
internal static class InstanceIsolator
{
    /// <param name="folder">The caller holds its fleet's lock.</param>
    /// <param name="balancer">The fleet's load balancer; null if it does not run.</param>
    /// <param name="cancellationToken">Stops between two steps; the same call again finishes.</param>
    /// <exception cref="TargetException">The machine does not answer; transient.</exception>
    public static async Task IsolateAsync(
        InstanceFolder folder, HaproxyAdmin? balancer, CancellationToken cancellationToken)
    {
        // From here on nothing registers, admits or reimages it any more, whenever we die.
        folder.Isolation ??= new Isolation(IsDone: false);
        if (balancer is not null && await balancer.FindAsync(folder.Id, cancellationToken) is not null)
        {
            await balancer.SetModeAsync(folder.Id, HaproxyMode.Maintenance, cancellationToken);
        }

        // Before the server's removal, which waits for requests: they end here.
        if (await QemuMachine.FindRunningAsync(folder.Path, cancellationToken) is { } machine)
        {
            await machine.CutNetworksAsync(cancellationToken);
        }

        if (balancer is not null)
        {
            await balancer.RemoveAsync(folder.Id, cancellationToken);
        }

        folder.Isolation = new Isolation(IsDone: true);
    }
}
