using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Images.Lifecycle;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Images.Lifecycle;

/// <summary>Every kind of reference, planted by itself: the proof fails, and names who refers.</summary>
public sealed class ReferenceProofTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly ArtifactId Image = Version('a');
    private static readonly ArtifactId Newer = Version('b');
    private static readonly FleetName Fleet = new("web");
    private static readonly ImageDecision Decision = new("ann", "because", Now, new string('0', 64), "");

    // Another version is what is stable, so that nothing refers to the one in question by itself.
    private static readonly ImageHistory Unused = ImageHistory.Fold([
        new ImageEvent.Promoted(Image, Now.AddDays(-2), ImageChannel.Stable, Decision),
        new ImageEvent.Promoted(Newer, Now.AddDays(-1), ImageChannel.Stable, Decision)]);

    private static readonly ReferenceEvidence Nothing = new()
    {
        At = Now,
        Schedules = [new RotationPolicy { Fleet = Fleet, Image = Image.Image, Desired = 1 }],
        Children = [(new ImageName("shop"), Image.Image)],
    };

    public static TheoryData<ImageReferenceKind, string> Kinds => new()
    {
        { ImageReferenceKind.RunningInstance, "web-1" },
        { ImageReferenceKind.StoppedInstance, "web-2" },
        { ImageReferenceKind.QuarantinedInstance, "web-3" },
        { ImageReferenceKind.Evidence, "evidence/web-4.qcow2" },
        { ImageReferenceKind.Schedule, "schedules/web.yaml" },
        { ImageReferenceKind.Channel, "web:canary" },
        { ImageReferenceKind.RollbackTarget, "fleet web" },
        { ImageReferenceKind.Pin, "ann" },
        { ImageReferenceKind.Rotation, "web-20261130" },
        { ImageReferenceKind.Child, "images/shop/image.yaml" },
        { ImageReferenceKind.Gate, "a build of web@aaaaaaaaaaaa" },
        { ImageReferenceKind.PulumiResource, "urn:pulumi:prod::site::imageforge:index:GoldenImage::web" },
    };

    [Fact]
    public void Without_any_nothing_refers_to_it() => Assert.Empty(ReferenceProof.Of(Image, Unused, Nothing));

    [Fact]
    public void Every_kind_is_planted_here() => Assert.Equal(
        Enum.GetValues<ImageReferenceKind>(), Kinds.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_found_by_itself_and_named(ImageReferenceKind kind, string holder)
    {
        var (history, evidence) = Planted(kind);

        var found = ReferenceProof.Of(Image, history, evidence);

        var reference = Assert.Single(found, known => known.Kind == kind);
        Assert.Equal(holder, reference.Holder);
        Assert.NotEmpty(reference.WayOut);

        // A channel that names it brings along the schedules and children that go by the channel.
        Assert.True(
            found.Length == 1 || kind is ImageReferenceKind.Schedule or ImageReferenceKind.Channel
                or ImageReferenceKind.Child);
        Assert.DoesNotContain(ReferenceProof.Of(Version('c'), history, evidence), known => known.Kind == kind);
    }

    [Fact]
    public void A_rotation_under_way_refers_to_where_it_goes_and_to_where_it_comes_from()
    {
        var under = Rotated(Image, Newer, finished: false);
        var evidence = Nothing with { Rotations = [(Fleet, under)] };

        Assert.Equal(ImageReferenceKind.Rotation, Assert.Single(ReferenceProof.Of(Image, Unused, evidence)).Kind);
        Assert.Contains(
            ReferenceProof.Of(Newer, Unused, evidence), known => known.Kind == ImageReferenceKind.Rotation);
    }

    [Fact]
    public void What_is_over_refers_to_nothing()
    {
        var ended = Unused.Apply(new ImageEvent.Pinned(Image, "ann", Now, Decision));
        var late = Nothing with
        {
            At = Now.AddHours(25), Rotations = [(Fleet, Rotated(Image, Newer, finished: true))],
        };

        Assert.Empty(ReferenceProof.Of(Image, ended, late));
        Assert.Single(ReferenceProof.Of(Image, ended, late with { At = Now.AddHours(23) }));
    }

    private static (ImageHistory History, ReferenceEvidence Evidence) Planted(ImageReferenceKind kind)
    {
        var stable = Unused.Apply(
            new ImageEvent.Promoted(Image, Now.AddDays(-2), ImageChannel.Stable, Decision));
        return kind switch
        {
            ImageReferenceKind.RunningInstance => (Unused, Seen(View("web-1"))),
            ImageReferenceKind.StoppedInstance => (Unused, Nothing with { Disks = [("web-2", Image)] }),
            ImageReferenceKind.QuarantinedInstance => (Unused, Seen(View("web-3") with { Isolated = true })),
            ImageReferenceKind.Evidence => (Unused, Nothing with { Copies = [("evidence/web-4.qcow2", Image)] }),
            ImageReferenceKind.Schedule or ImageReferenceKind.Child => (stable, Nothing),
            ImageReferenceKind.Channel => (
                Unused.Apply(new ImageEvent.Promoted(Image, Now, ImageChannel.Canary, Decision)), Nothing),
            ImageReferenceKind.RollbackTarget =>
                (Unused, Nothing with { Rotations = [(Fleet, Rotated(Image, Newer, finished: true))] }),
            ImageReferenceKind.Pin =>
                (Unused.Apply(new ImageEvent.Pinned(Image, "ann", null, Decision)), Nothing),
            ImageReferenceKind.Rotation =>
                (Unused, Nothing with { Rotations = [(Fleet, Rotated(Newer, Image, finished: false))] }),
            ImageReferenceKind.Gate => (Unused, Nothing with { AtWork = [Image.PlanDigest] }),
            ImageReferenceKind.PulumiResource => (
                Unused.Apply(new ImageEvent.Pinned(
                    Image, "urn:pulumi:prod::site::imageforge:index:GoldenImage::web", null, Decision)),
                Nothing),
            _ => throw new System.Diagnostics.UnreachableException($"{kind}"),
        };
    }

    private static RotationHistory Rotated(ArtifactId from, ArtifactId to, bool finished)
    {
        var (before, rotation) = (new RotationId("web-20261129"), new RotationId("web-20261130"));
        (RotationEvent, DateTimeOffset)[] events =
        [
            (new RotationEvent.Started(before, from, "launch"), Now.AddDays(-1)),
            (new RotationEvent.Finished(before, RotationStatus.Complete, "done"), Now.AddDays(-1)),
            (new RotationEvent.Started(rotation, to, "test"), Now),
        ];
        return RotationHistory.Fold(finished
            ? [.. events, (new RotationEvent.Finished(rotation, RotationStatus.Complete, "done"), Now)]
            : events);
    }

    private static ReferenceEvidence Seen(InstanceView view) => Nothing with
    {
        Fleets = [new FleetSnapshot { Fleet = Fleet, ObservedAt = Now, Instances = [view] }],
    };

    private static InstanceView View(string name) => new()
    {
        Id = new InstanceId(name),
        Image = Image,
        LaunchToken = "token",
        LaunchedAt = Now.AddHours(-1),
        Running = true,
        Service = ServiceState.InService,
        App = new HealthView(HealthState.Healthy, ""),
        Sensor = new HealthView(HealthState.Healthy, ""),
    };

    private static ArtifactId Version(char digit) => new(new ImageName("web"), new Digest(new string(digit, 64)));
}
