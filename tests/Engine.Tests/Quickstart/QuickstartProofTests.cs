using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Quickstart;
using ImageForge.Engine.Tests.Rotations;
using ImageForge.Engine.Traffic;

namespace ImageForge.Engine.Tests.Quickstart;

/// <summary>
/// A quickstart proves something or fails: one planted fault after the other must show, and nothing else.
/// </summary>
public sealed class QuickstartProofTests
{
    [Fact]
    public void A_good_run_has_no_fault() => Assert.Empty(QuickstartProof.Judge(Good()));

    [Fact]
    public void One_failed_request_of_thousands_is_a_fault() => AssertFault(
        Good() with
        {
            Load = Good().Load with
            {
                Failed = 1,
                FirstFailures = [new LoadFailure(17, TimeSpan.FromSeconds(0.8), "HTTP 503")],
            },
        },
        "1 of 2000 requests failed, the first at 0.8 s: HTTP 503");

    [Fact]
    public void A_load_that_was_starved_proves_nothing() =>
        AssertFault(
            Good() with { Load = Good().Load with { Sent = 1_950 } }, "1950 requests were sent where 2000 were due");

    [Fact]
    public void The_floor_is_held_by_what_the_prober_saw() => AssertFault(
        Good() with { Probe = Good().Probe with { LowestServing = 2 } },
        "the prober saw 2 instances serving, below the floor of 3");

    [Fact]
    public void A_prober_that_saw_nothing_is_a_fault() =>
        AssertFault(
            Good() with { Probe = Good().Probe with { LowestServing = null } }, "the prober never saw the fleet");

    [Fact]
    public void A_rotation_that_stopped_says_why() => AssertFault(
        Good() with { RotationComplete = false, RotationEnd = "2 launches failed" },
        "the rotation did not complete: 2 launches failed");

    [Fact]
    public void An_instance_that_was_left_alone_is_a_fault() => AssertFault(
        Good() with { Before = Good().After }, "web-new0 was not replaced", "web-new1 was not replaced",
        "web-new2 was not replaced");

    [Fact]
    public void An_instance_on_another_image_is_a_fault() =>
        AssertFault(Changed(instance => instance with { Image = EngineFixture.Old.Id }), "web-new0 was not replaced");

    [Fact]
    public void A_silent_sensor_is_a_fault() => AssertFault(
        Changed(instance => instance with { Sensor = new HealthView(HealthState.Unhealthy, "silent") }),
        "the sensor of web-new0 does not report: silent");

    [Fact]
    public void An_instance_that_never_answered_is_a_fault() => AssertFault(
        Good() with { Load = Good()
            .Load with { AnswersByInstance = Good().Load.AnswersByInstance.Remove("web-new0") } },
        "web-new0 never answered a request of the load");

    [Fact]
    public void An_instance_too_many_is_a_fault() => AssertFault(
        Good() with { After = Fleet("new", EngineFixture.New.Id, count: 4), Load = Good()
            .Load with { AnswersByInstance = Answers(4) } },
        "4 instances are left where 3 are wanted");

    private static void AssertFault(QuickstartReport report, params string[] expected) =>
        Assert.Equal(expected, QuickstartProof.Judge(report));

    private static QuickstartReport Changed(Func<InstanceView, InstanceView> change)
    {
        var after = Good().After;
        return Good() with { After =
            after with { Instances = after.Instances.SetItem(0, change(after.Instances[0])) } };
    }

    private static QuickstartReport Good() => new()
    {
        Options = new QuickstartOptions(),
        Released = EngineFixture.Old,
        Patched = EngineFixture.New,
        Diff = ArtifactDiff.Between(
            EngineFixture.Old, EngineFixture.New, ImmutableDictionary<string, ImmutableArray<ChangelogEntry>>.Empty),
        Limits = CapacityLimits.Of(new RotationPolicy
        {
            Fleet = new FleetName("web"),
            Image = new ImageName("web"),
            Desired = 3,
            MinHealthyPercentage = 100,
            MaxHealthyPercentage = 133,
        }),
        Before = Fleet("old", EngineFixture.Old.Id),
        After = Fleet("new", EngineFixture.New.Id),
        Replacements = ImmutableDictionary<InstanceId, InstanceId>.Empty,
        RotationEnd = "3 of 3 on the image",
        RotationComplete = true,
        Load = new LoadReport
        {
            Rate = 20,
            Elapsed = TimeSpan.FromSeconds(100),
            Sent = 2_000,
            Failed = 0,
            Succeeded = 2_000,
            FirstFailures = [],
            Latency = new LatencyPercentiles(5, 10, 20, 200),
            AnswersByInstance = Answers(3),
        },
        Probe = new ProbeReport(100, 0, 3, 3, null, []),
        Phases = [],
        Endpoint = new Uri("http://127.0.0.1:8080"),
    };

    private static ImmutableSortedDictionary<string, long> Answers(int count) =>
        Enumerable.Range(0, count)
            .ToImmutableSortedDictionary(number => $"web-new{number}", _ => 500L, StringComparer.Ordinal);

    private static FleetSnapshot Fleet(string generation, ArtifactId image, int count = 3) => new()
    {
        Fleet = new FleetName("web"),
        ObservedAt = DateTimeOffset.UnixEpoch,
        Instances =
        [
            .. Enumerable.Range(0, count).Select(number => new InstanceView
            {
                Id = new InstanceId($"web-{generation}{number}"),
                LaunchToken = $"{generation}{number}",
                Image = image,
                LaunchedAt = DateTimeOffset.UnixEpoch,
                Running = true,
                Service = ServiceState.InService,
                App = new HealthView(HealthState.Healthy, "L7OK"),
                Sensor = new HealthView(HealthState.Healthy, "running"),
            }),
        ],
    };
}
