using ImageForge.Core.Fleets;
using ImageForge.Engine.Store;

namespace ImageForge.Engine.Rotations;

/// <summary>
/// One writer a fleet. Holds between processes of this machine, which is all there are yet; a lease with an epoch takes
/// its place once several nodes share a store.
/// </summary>
internal static class FleetLock
{
    /// <exception cref="ForgeException">Another process is at work on the fleet; names it.</exception>
    public static IDisposable Take(StateDirectory state, FleetName fleet)
    {
        var path = Path.Combine(state.Locks, $"fleet-{fleet}.lock");
        return LockFile.TryTake(path) ?? throw new ForgeException(
            ForgeError.Busy, $"fleet {fleet} is being worked on by process {LockFile.HolderOf(path)}",
            "wait until it has finished, or end it: a rotation that was ended goes on where it stopped");
    }
}
