using ImageForge.Engine;
using ImageForge.Targets.Local.Builds;

namespace ImageForge.Targets.Local;

/// <summary>
/// Who needs the receiver of beats, as it is said on disk: fleets, instances, images under examination.
/// </summary>
internal static class ReceiverNeed
{
    public static bool Exists(StateDirectory state) =>
        InstanceFolder.All(state).Any() || FleetFolder.All(state).Any() || GateExamination.Folders(state).Any();
}
