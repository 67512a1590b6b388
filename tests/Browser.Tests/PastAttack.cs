using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Browser.Tests;

/// <summary>
/// An attack that is over, as the engine writes it: one instance was quarantined and replaced, another only reported.
/// </summary>
internal static class PastAttack
{
    public static readonly InstanceId Taken = new("web-past0001");
    public static readonly InstanceId Replacement = new("web-past0002");

    /// <param name="runs">What both ran.</param>
    /// <param name="reported">An instance of today, of which something is told and nothing follows.</param>
    /// <param name="now">The sensor's clock.</param>
    public static IEnumerable<RotationEvent> Events(ArtifactId runs, InstanceId reported, DateTimeOffset now)
    {
        yield return new RotationEvent.Detected(
            Taken, "auditd-3f9c", "auditd", "imageforge.alert.T1053.003", "T1053.003", DetectionSeverity.Alert,
            now.AddSeconds(-9), "crontab written by www-data: /var/spool/cron/crontabs/www-data",
            DetectionAction.Quarantine, true, "rule 1 of onDetection", $"instance {Taken}");
        yield return new RotationEvent.LaunchBegan(
            Replacement, runs, 0, 1, "past", Taken, "12 total + 1 <= ceiling 15");
        yield return new RotationEvent.CommandDone(Replacement, CommandKind.Launch);
        yield return new RotationEvent.CommandDone(Replacement, CommandKind.Admit);
        yield return new RotationEvent.CommandBegan(Taken, CommandKind.Drain, now.AddMinutes(5), "compromised");
        yield return new RotationEvent.CommandDone(Taken, CommandKind.Isolate);
        yield return new RotationEvent.EvidenceKept(Taken, "web-past0001-20261130.qcow2", Digest.OfText("disk").Hex);
        yield return new RotationEvent.CommandDone(Taken, CommandKind.Terminate);
        yield return new RotationEvent.CommandDone(Replacement, CommandKind.Terminate);
        yield return new RotationEvent.Detected(
            reported, "falco-77aa", "falco", "Terminal shell in container", "T1059", DetectionSeverity.Signal,
            now.AddMinutes(-3), "A shell was spawned in a container with an attached terminal",
            DetectionAction.Report, false, "no rule of onDetection is for it", "token falco (9f1c22d0aa31)");
    }
}
