using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Engine.Journal;

namespace ImageForge.Engine.Tests.Journal;

/// <summary>A look at a fleet survives being written down, and what is none is told so.</summary>
public sealed class FleetSnapshotTextTests
{
    private static readonly FleetSnapshot Snapshot = new()
    {
        Fleet = new FleetName("web"),
        ObservedAt = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
        Desired = 3,
        Zones = ["zone-a", "zone-b"],
        Instances =
        [
            new InstanceView
            {
                Id = new InstanceId("web-a"),
                LaunchToken = "token",
                Image = new ArtifactId(new ImageName("web"), Digest.OfText("image")),
                LaunchedAt = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero),
                Running = true,
                Service = ServiceState.InService,
                App = new HealthView(HealthState.Healthy, "HTTP 200"),
                Sensor = new HealthView(HealthState.Unknown, "no beat"),
                SensorIsSilent = true,
                Zone = "zone-b",
            },
        ],
    };

    [Fact]
    public void What_was_written_is_read_again()
    {
        var read = FleetSnapshotText.Read(FleetSnapshotText.Write(Snapshot), "test");
        Assert.Equal(Snapshot.Instances[0], read.Instances[0]);
        Assert.Equal(
            (Snapshot.Fleet, Snapshot.ObservedAt, Snapshot.Desired), (read.Fleet, read.ObservedAt, read.Desired));
        Assert.Equal(Snapshot.Zones, read.Zones);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"fleet": "web", "observedAt": "2026-07-01T12:00:00Z", "instances": []}""")]
    [InlineData("""{"fleet": "web", "observedAt": "2026-07-01T12:00:00Z"}""")]
    [InlineData("""{"fleet": "web", "observedAt": "yesterday", "instances": []}""")]
    public void What_is_no_snapshot_is_told_so(string text)
    {
        var fault = Assert.Throws<ForgeException>(() => FleetSnapshotText.Read(text, "some.json"));
        Assert.Equal(ForgeError.Usage, fault.Error);
        Assert.StartsWith("some.json is no snapshot of a fleet", fault.Message, StringComparison.Ordinal);
        Assert.Contains("fleet snapshot", fault.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void One_instance_twice_is_refused()
    {
        var twice = Snapshot with { Instances = [Snapshot.Instances[0], Snapshot.Instances[0]] };
        var fault = Assert.Throws<ForgeException>(
            () => FleetSnapshotText.Read(FleetSnapshotText.Write(twice), "some.json"));
        Assert.Contains("web-a twice", fault.Message, StringComparison.Ordinal);
    }
}
