using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local;

/// <summary>
/// Starts instances of a fleet. Each step may be the last one of a dying process; the next call goes on from there.
/// </summary>
internal sealed class InstanceStarter(
    StateDirectory state, BootDisks disks, IEnrolments enrolments, ReceiverProcess receiver, TimeProvider time)
{
    /// <summary>The caller holds the fleet's lock.</summary>
    /// <exception cref="TargetException">It could not be started, or the name belongs to another launch.</exception>
    public async Task StartAsync(FleetName fleet, RotationCommand.Launch launch, CancellationToken cancellationToken)
    {
        var folder = InstanceFolder.Find(state, launch.Instance);
        if (folder is not null && (folder.Launch?.Token != launch.Token || folder.Launch.FleetName != fleet))
        {
            throw new TargetException($"{launch.Instance} exists and was made by another launch");
        }

        // Started once, whatever became of it: an instance that ended by itself is seen dead and replaced, never
        // revived.
        if (folder?.Machine is not null)
        {
            return;
        }

        var disk = await disks.OpenAsync(launch.Image, cancellationToken);
        folder ??= InstanceFolder.Create(state, launch.Instance, new InstanceLaunch
        {
            Fleet = fleet.Value,
            Token = launch.Token,
            ImageName = launch.Image.Image.Value,
            PlanDigest = launch.Image.PlanDigest.Hex,
            Uuid = Guid.NewGuid(),
            LaunchedAt = time.GetUtcNow(),
            Health = disk.Health,
        });
        try
        {
            await StartMachineAsync(folder, folder.Launch!, disk, cancellationToken);
        }
        catch (TargetException exception) when (!exception.IsTransient)
        {
            // Nothing may stay under the name of a launch that was refused.
            await QemuMachine.EndAsync(folder.Path, cancellationToken);
            await enrolments.ForgetAsync(launch.Instance, cancellationToken);
            folder.Remove();
            throw;
        }
    }

    private async Task StartMachineAsync(
        InstanceFolder folder, InstanceLaunch launch, BootDisk disk, CancellationToken cancellationToken)
    {
        await OverlayDisk.CreateAsync(disk.Disk, "qcow2", folder.Overlay, cancellationToken);

        // Looked for before a token is issued: a machine that runs already was given one, and a new one would void it.
        if (await QemuMachine.FindRunningAsync(folder.Path, launch.Uuid, cancellationToken) is not null)
        {
            return;
        }

        var port = await receiver.EnsureAsync(cancellationToken);
        var token = await enrolments.IssueAsync(folder.Id, cancellationToken);
        await QemuMachine.StartAsync(
            new MachineSpec
            {
                Folder = folder.Path,
                Name = folder.Id.Value,
                Uuid = launch.Uuid,
                Kernel = disk.Kernel,
                Disk = folder.Overlay,
                MemoryMiB = disk.MemoryMiB,
                Forwards = [new MachineForward(launch.Health.Port)],
                Credentials = [.. InstanceCredentials.Of(folder.Id, token, port)],
            },
            cancellationToken);
    }
}
