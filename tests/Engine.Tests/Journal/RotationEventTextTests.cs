using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Tests.Journal;

public sealed class RotationEventTextTests
{
    private static readonly ArtifactId Image = new(new ImageName("web"), new Digest(new string('a', 64)));
    private static readonly InstanceId Instance = new("web-1");

    public static readonly IReadOnlyList<RotationEvent> Events =
    [
        new RotationEvent.Started(new RotationId("web-20261122-210301"), Image, "by hand"),
        new RotationEvent.Started(
            new RotationId("web-20261122-210301"), Image, "over the interface", DateTimeOffset.UnixEpoch,
            new RotationId("web-20261121-210301"), null, "token deploys (3f0c9a12b4de)", new string('c', 64)),
        new RotationEvent.LaunchBegan(Instance, Image, 0, 1, "token", null, "3 + 1 <= ceiling 4"),
        new RotationEvent.LaunchBegan(Instance, Image, 1, 2, "token", new InstanceId("web-0"), "3 + 1 <= ceiling 4"),
        new RotationEvent.CommandBegan(
            Instance, CommandKind.Drain, DateTimeOffset.UnixEpoch.AddMilliseconds(1), "4 - 1 >= floor 3"),
        new RotationEvent.CommandBegan(Instance, CommandKind.Admit, null, "ready"),
        new RotationEvent.CommandDone(Instance, CommandKind.Terminate),
        new RotationEvent.CommandFailed(Instance, CommandKind.Register, "no answer"),
        new RotationEvent.HealthChanged(Instance, true, "HTTP 200"),
        new RotationEvent.InstanceLost(Instance, "gone"),
        new RotationEvent.LaunchFailed(Instance, 0, 1, "not available within 15 m"),
        new RotationEvent.LaunchAbandoned(Instance, 0, 1, "no room in a"),
        new RotationEvent.CheckpointReached(5),
        new RotationEvent.Approved(1, "ann"),
        new RotationEvent.Paused("ann", "lunch"),
        new RotationEvent.Resumed("ann"),
        new RotationEvent.Resumed("token deploys (3f0c9a12b4de)") { Request = new string('c', 64) },
        new RotationEvent.CancelRequested("ann", "wrong image"),
        new RotationEvent.WindowsPassed("ann", "CVE-2026-1"),
        new RotationEvent.BakeBegan(),
        new RotationEvent.Marked(Instance, CandidateReason.Manual, "looks odd"),
        new RotationEvent.Marked(
            Instance, CandidateReason.Vulnerability, "CVE-2023-44487 is due", DateTimeOffset.UnixEpoch.AddDays(3)),
        new RotationEvent.Unmarked(Instance, CandidateReason.Vulnerability, "nothing is due any more"),
        new RotationEvent.Sighted(Instance, Image),
        new RotationEvent.EvidenceKept(Instance, "web-1.qcow2"),
        new RotationEvent.EvidenceKept(Instance, "web-1-20261130T140506Z", new string('a', 64)),
        new RotationEvent.EvidenceReleased(Instance, "web-1-20261130T140506Z", "ann", "nothing found"),
        new RotationEvent.Released(Instance, "ann", "nothing found"),
        new RotationEvent.Protected(Instance, DateTimeOffset.UnixEpoch, "ann", "a long job"),
        new RotationEvent.Unprotected(Instance, "ann"),
        new RotationEvent.Detected(
            Instance, "d-0123456789abcdef", "auditd", "shadow-write", "T1098 T1136.001", DetectionSeverity.Alert,
            DateTimeOffset.UnixEpoch, "cat openat", DetectionAction.Quarantine, true, "rule 1 of onDetection", "web-1"),
        new RotationEvent.DetectionsCounted(9_940, 12),
        new RotationEvent.Held("Floor: 3 available"),
        new RotationEvent.Finished(new RotationId("web-20261122-210301"), RotationStatus.Complete, "all on target"),
    ];

    [Fact]
    public void Every_kind_of_event_is_read_back_as_it_was_written()
    {
        var kinds = typeof(RotationEvent).GetNestedTypes()
            .Where(type => type.IsSubclassOf(typeof(RotationEvent)) && !type.IsAbstract);

        Assert.All(kinds, kind => Assert.Contains(Events, known => known.GetType() == kind));
        Assert.All(Events, known => Assert.Equal(known, RotationEventText.Read(RotationEventText.Write(known))));
    }

    [Fact]
    public void The_text_is_stable()
    {
        Assert.Equal(
            "{\"event\":\"launch-began\",\"instance\":\"web-1\",\"image\":\"web@" + new string('a', 64)
                + "\",\"slot\":1,\"attempt\":2,\"token\":\"token\","
                + "\"replaces\":\"web-0\",\"reason\":\"3 + 1 <= ceiling 4\",\"zone\":\"local\",\"inPlace\":false}",
            RotationEventText.Write(Events[3]));
        Assert.Equal(
            "{\"event\":\"command-began\",\"instance\":\"web-1\",\"command\":\"Drain\","
                + "\"deadline\":\"1970-01-01T00:00:00.001+00:00\",\"reason\":\"4 - 1 >= floor 3\"}",
            RotationEventText.Write(Events[4]));
        Assert.Equal(
            "{\"event\":\"instance-marked\",\"instance\":\"web-1\",\"reason\":\"Vulnerability\","
                + "\"detail\":\"CVE-2023-44487 is due\",\"dueAt\":\"1970-01-04T00:00:00+00:00\"}",
            RotationEventText.Write(Events.OfType<RotationEvent.Marked>().Last()));
        Assert.Equal(
            "{\"event\":\"instance-sighted\",\"instance\":\"web-1\",\"image\":\"web@" + new string('a', 64) + "\"}",
            RotationEventText.Write(new RotationEvent.Sighted(Instance, Image)));
    }

    [Fact]
    public void A_mark_of_before_marks_had_dates_is_read() => Assert.Equal(
        new RotationEvent.Marked(Instance, CandidateReason.Manual, "looks odd"),
        RotationEventText.Read(
            "{\"event\":\"instance-marked\",\"instance\":\"web-1\",\"reason\":\"Manual\",\"detail\":\"looks odd\"}"));
}
