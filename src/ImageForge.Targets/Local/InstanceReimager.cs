using ImageForge.Core.Rotations;
using ImageForge.Engine;

namespace ImageForge.Targets.Local;

/// <summary>
/// Puts a fresh disk under an instance: written down, done, and only then said to be so in <c>launch.json</c>. Until
/// that last step the instance is seen under its old token, so the engine sends the same call again and it goes on.
/// </summary>
internal sealed class InstanceReimager(BootDisks disks, InstanceStarter starter, TimeProvider time)
{
    /// <param name="folder">The caller holds its fleet's lock.</param>
    /// <param name="balancer">The fleet's load balancer; null if it does not run.</param>
    /// <exception cref="ForgeException">There is no such image; nothing was done.</exception>
    /// <exception cref="TargetException">
    /// It is in service, isolated or leaving (nothing was done), or the new machine could not be started.
    /// </exception>
    public async Task ReimageAsync(
        InstanceFolder folder, RotationCommand.Reimage reimage, HaproxyAdmin? balancer,
        CancellationToken cancellationToken)
    {
        if (folder.Launch!.Token == reimage.Token)
        {
            CheckImage(folder.Launch, reimage);
            folder.RemoveLeftovers();
            return;
        }

        await CheckAsync(folder, balancer, cancellationToken);
        var disk = disks.Open(reimage.Image, cancellationToken);
        var pending = Intend(folder, reimage, disk);

        // Forgotten, not drained: a server that stays keeps the old system's good checks, and could be admitted on
        // them.
        folder.Wanted = WantedService.Unregistered;
        if (balancer is not null)
        {
            await balancer.RemoveAsync(folder.Id, cancellationToken);
        }

        // Made before the old machine ends: a full disk then costs nothing.
        await OverlayDisk.CreateAsync(disk.Disk, "qcow2", folder.OverlayOf(pending.Launch), cancellationToken);
        if (folder.MachineRecord?.Uuid != pending.Launch.Uuid)
        {
            await QemuMachine.EndAsync(folder.Path, cancellationToken);
        }

        await starter.StartMachineAsync(folder, pending.Launch, disk, pending.HostPort, cancellationToken);
        folder.Launch = pending.Launch;
        folder.RemoveLeftovers();
    }

    private static async Task CheckAsync(
        InstanceFolder folder, HaproxyAdmin? balancer, CancellationToken cancellationToken)
    {
        if (folder.Isolation is not null)
        {
            throw new TargetException($"{folder.Id} is isolated, so its disk is kept; it can only be terminated");
        }

        if (folder.Wanted == WantedService.Leaving)
        {
            throw new TargetException($"{folder.Id} is being terminated");
        }

        if (balancer is not null
            && await balancer.FindAsync(folder.Id, cancellationToken) is { Mode: HaproxyMode.Ready })
        {
            throw new TargetException($"{folder.Id} is in service; it is reimaged only after a drain");
        }
    }

    // Chosen once for a token. Another token's half-done reimage is given up: its machine ends, its disk is removed
    // last.
    private PendingReimage Intend(InstanceFolder folder, RotationCommand.Reimage reimage, BootDisk disk)
    {
        var earlier = folder.Pending;
        if (earlier?.Launch.Token == reimage.Token)
        {
            CheckImage(earlier.Launch, reimage);
            return earlier;
        }

        var launch = folder.Launch!;
        var uuid = Guid.NewGuid();
        var port = folder.MachineRecord?.Ports.GetValueOrDefault(launch.Health.Port) ?? 0;
        var pending = new PendingReimage(
            new InstanceLaunch
            {
                Fleet = launch.Fleet,
                Token = reimage.Token,
                ImageName = reimage.Image.Image.Value,
                PlanDigest = reimage.Image.PlanDigest.Hex,
                Uuid = uuid,
                LaunchedAt = time.GetUtcNow(),
                Health = disk.Health,
                Overlay = InstanceFolder.OverlayName(uuid),
            },
            earlier?.HostPort ?? (port > 0 ? port : null));
        folder.Pending = pending;
        return pending;
    }

    private static void CheckImage(InstanceLaunch launch, RotationCommand.Reimage reimage)
    {
        if (launch.Image != reimage.Image)
        {
            throw new TargetException(
                $"token {reimage.Token} made {reimage.Instance} run {launch.Image}, not {reimage.Image}");
        }
    }
}
