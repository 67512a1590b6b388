using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Sensors;

namespace ImageForge.Targets.Local;

/// <summary>
/// Starts instances of a fleet. Each step may be the last one of a dying process; the next call goes on from there.
/// </summary>
internal sealed class InstanceStarter(
    StateDirectory state, BootDisks disks, SensorCredentials credentials, IEnrolments enrolments,
    IHeartbeats heartbeats, ReceiverProcess receiver, TimeProvider time)
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
        // revived. One that is being reimaged was started long ago.
        if (folder is { Machine: not null } or { Pending: not null })
        {
            return;
        }

        var disk = disks.Open(launch.Image, cancellationToken);
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
            await StartMachineAsync(folder, folder.Launch!, disk, hostPort: null, cancellationToken);
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

    /// <summary>
    /// Starts the machine of a launch or reimage on its own disk with a new token; takes over one that runs already.
    /// </summary>
    /// <param name="hostPort">The application's port on this machine; null takes a free one.</param>
    /// <exception cref="TargetException">
    /// QEMU refused, or another program took the port meanwhile (transient). Nothing of it runs.
    /// </exception>
    public async Task StartMachineAsync(
        InstanceFolder folder, InstanceLaunch launch, BootDisk disk, int? hostPort,
        CancellationToken cancellationToken)
    {
        var overlay = folder.OverlayOf(launch);
        await OverlayDisk.CreateAsync(disk.Disk, "qcow2", overlay, cancellationToken);

        // Looked for before a token is issued: a machine that runs already was given one, and a new one would void it.
        if (await QemuMachine.FindRunningAsync(folder.Path, launch.Uuid, cancellationToken) is not null)
        {
            return;
        }

        var enrolment = disk.Enrolment.Select(name => KeyValuePair.Create(
            name, credentials.TryRead(name) ?? throw new TargetException(
                $"its sensors enrol with {name}, which is not at hand; see `imageforge credential list`"))).ToArray();
        var port = await receiver.EnsureAsync(cancellationToken);
        var token = await enrolments.IssueAsync(folder.Id, cancellationToken);

        // After the old secret is void, so that no beat of a system that was here before comes in behind this.
        await heartbeats.ForgetAsync(folder.Id, cancellationToken);
        var machine = await QemuMachine.StartAsync(
            new MachineSpec
            {
                Folder = folder.Path,
                Name = folder.Id.Value,
                Uuid = launch.Uuid,
                Kernel = disk.Kernel,
                Disk = overlay,
                MemoryMiB = disk.MemoryMiB,
                Forwards = [new MachineForward(launch.Health.Port, hostPort)],
                Credentials = [.. InstanceCredentials.Of(folder.Id, token, port, enrolment)],
            },
            cancellationToken);

        // A boot takes a processor for half a minute where none is to spare, and requests are waiting for those that
        // serve. Until it serves itself, it takes what they leave.
        await machine.YieldAsync(yields: true, cancellationToken);
    }
}
