using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Core.Tests.Rotations.Bells;

/// <summary>What the ring of a fleet's bell leads to.</summary>
public sealed class RotationNeedTests
{
    private static readonly InstanceId First = new("web-a");
    private static readonly InstanceView[] Drifted = [Scene.Instance("web-a"), Scene.Instance("web-b")];
    private static readonly InstanceView[] Current =
        [Scene.Instance("web-a", Scene.New), Scene.Instance("web-b", Scene.New)];

    private static readonly InstanceView[] Aged =
        [Current[0] with { LaunchedAt = Scene.Now.AddDays(-31) }, Current[1]];

    public static TheoryData<string, InstanceView[], RotationEvent[], int, bool, bool, string> Rings() => new()
    {
        { "nothing to do", Current, [], 1, false, false, "all 2 are on" },
        { "no instance", [], [], 1, false, false, "a person launches it" },
        { "another image", Drifted, [], 1, true, false, "2 Drift" },
        { "one of another image", [Drifted[0], Current[1]], [], 1, true, false, "1 Drift" },
        { "over age", Aged, [], 1, true, false, "1 Age" },
        { "over age, as its image is", Aged, [], 31, false, true, "older than maxImageAge" },
        { "another image, though that is old", Drifted, [], 31, true, false, "2 Drift" },
        { "marked by a person", Current, [Mark(CandidateReason.Manual)], 1, true, false, "1 Manual" },
        { "vulnerable as what would take its place", Current, [Mark(CandidateReason.Vulnerability)], 1, false, false,
            "all 2 are on" },
        { "vulnerable on another image", Drifted, [Mark(CandidateReason.Vulnerability)], 1, true, false,
            "1 Drift, 1 Vulnerability" },
        { "protected", [Drifted[0], Current[1]], [Protect(1)], 1, false, false, "the 1 that should go are protected" },
        { "protected no more", [Drifted[0], Current[1]], [Protect(-1)], 1, true, false, "1 Drift" },
        { "quarantined", [Current[0] with { Isolated = true }, Current[1]], [Mark(CandidateReason.Compromised)], 1,
            false, false, "all 2 are on" },
        { "compromised and not isolated yet", Current, [Mark(CandidateReason.Compromised)], 1, true, false,
            "1 Compromised" },
        { "under way", Drifted, [Start(Scene.New)], 1, false, false, "is under way" },
        { "under way to another", Drifted, [Start(Scene.Old)], 1, false, false, "the channel names" },
        { "done before", Drifted, [Start(Scene.New), End(RotationStatus.Complete)], 1, true, false, "2 Drift" },
        { "stopped before", Drifted, [Start(Scene.New), End(RotationStatus.Stopped)], 1, false, true,
            "was stopped or rolled back" },
        { "stopped, then done by a person", Drifted,
            [Start(Scene.New), End(RotationStatus.Stopped), Start(Scene.New), End(RotationStatus.Complete)], 1, true,
            false, "2 Drift" },
        { "cancelled before", Drifted, [Start(Scene.New), End(RotationStatus.Cancelled)], 1, false, true,
            "a person cancelled" },
        { "cancelled on the way to another", Drifted, [Start(Scene.Old), End(RotationStatus.Cancelled)], 1, true,
            false, "2 Drift" },
    };

    [Theory]
    [MemberData(nameof(Rings))]
    public void A_ring_begins_a_rotation_or_says_why_not(
        string story, InstanceView[] instances, RotationEvent[] events, int imageDays, bool begins, bool needsPerson,
        string reason)
    {
        var history = RotationHistory.Fold(events.Select(news => (news, Scene.Now.AddHours(-1))));

        var need = RotationNeed.Of(
            Scene.Policy, Scene.New, Scene.Now.AddDays(-imageDays), Scene.Look(instances), history, Scene.Now);

        Assert.True((begins, needsPerson) == (need.Begins, need.NeedsPerson), $"{story}: {need}");
        Assert.Contains(reason, need.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Everybody_who_should_go_is_named_with_numbers_and_the_protected_too()
    {
        var history = RotationHistory.Fold([(Protect(1), Scene.Now.AddHours(-1))]);

        var need = RotationNeed.Of(
            Scene.Policy, Scene.New, Scene.Now, Scene.Look(Drifted[0], Current[1]), history, Scene.Now);

        var candidate = Assert.Single(need.Candidates);
        Assert.Equal(new Candidate(First, CandidateReason.Drift, $"runs {Scene.Old}"), candidate);
    }

    private static RotationEvent.Marked Mark(CandidateReason reason) => new(First, reason, "a test");

    private static RotationEvent.Protected Protect(int hours) =>
        new(First, Scene.Now.AddHours(hours), "somebody", "a test");

    private static RotationEvent.Started Start(ArtifactId image) =>
        new(Scene.Rotation, image, "a test");

    private static RotationEvent.Finished End(RotationStatus status) =>
        new(Scene.Rotation, status, "a test");
}
