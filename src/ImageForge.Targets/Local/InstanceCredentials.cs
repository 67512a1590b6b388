using ImageForge.Core.Fleets;

namespace ImageForge.Targets.Local;

/// <summary>
/// What an instance's beacon is told at its start, and only there: nothing of it is ever on a disk we write.
/// </summary>
internal static class InstanceCredentials
{
    // The host as guests see it through user-mode networking.
    private const string HostAddress = "10.0.2.2";

    /// <param name="instance">Who it is.</param>
    /// <param name="token">Good for one enrolment.</param>
    /// <param name="receiverPort">Where beats go, on this machine.</param>
    /// <param name="enrolment">What its sensors enrol with, by name.</param>
    public static IEnumerable<MachineCredential> Of(
        InstanceId instance, string token, int receiverPort, IEnumerable<KeyValuePair<string, string>> enrolment) =>
    [
        new MachineCredential("imageforge.token", token, IsSecret: true),
        new MachineCredential("imageforge.instance", instance.Value),
        new MachineCredential("imageforge.receiver", $"{HostAddress}:{receiverPort}"),
        .. enrolment.Select(pair => new MachineCredential(pair.Key, pair.Value, IsSecret: true)),
    ];
}
