using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>The engine of production on the model: what it says, and that the same seed says the same.</summary>
public sealed class SimulatedRotationTests
{
    [Fact]
    public void A_healthy_rotation_replaces_everyone_within_floor_and_ceiling()
    {
        var outcome = Run(Policy(10));
        Assert.Equal((PassEnd.Complete, true), (outcome.End, outcome.IsGood));
        Assert.Empty(outcome.Breaches);
        Assert.Equal(10, outcome.Counters.Launches);
        Assert.InRange(outcome.Figures.LowestAvailable!.Value, 9, 10);
        Assert.InRange(outcome.Figures.HighestTotal, 10, 11);
        Assert.Equal((10, 10), (outcome.Figures.Total, outcome.Figures.Available));
        Assert.Equal(10, outcome.Counters.Calls[ApiAction.Terminate]);
        Assert.Empty(outcome.Counters.Faults);

        // Its bake alone lasts ten minutes, and warm-up, boot and drain take minutes more for each of five pairs or so.
        Assert.InRange(outcome.Duration, TimeSpan.FromMinutes(15), TimeSpan.FromHours(2));
        Assert.Contains(outcome.Holds, hold => hold.Reason == HoldReason.Baking && hold.Lasted.TotalMinutes > 9);
        Assert.Contains(outcome.Stretches, stretch => stretch.Reason == HoldReason.Baking);
        Assert.InRange(outcome.Figures.SurgeHours, 0.01, 2);
    }

    [Fact]
    public void The_same_seed_says_the_same_and_another_one_does_not()
    {
        var faults = SimulationFaults.Parse(
            "answer-lost=0.1,dies=0.05,done-twice=0.1,launch-unseen=0.2,stale-look=0.1");
        string Page(long seed) =>
            TimelinePage.Write(Run(Policy(8), new SimulationSettings { Seed = seed, Faults = faults }));
        Assert.Equal(Page(3), Page(3));
        Assert.NotEqual(Page(3), Page(4));
    }

    [Fact]
    public void A_bad_image_is_not_completed_and_costs_no_floor()
    {
        var policy = Policy(10) with { LaunchTimeout = TimeSpan.FromMinutes(5), AutoRollback = false };
        var probe = Run(policy);
        var settings = new SimulationSettings { BadImages = [new BadImage(probe.Image, null)] };
        var outcome = Run(policy, settings);
        Assert.Equal((PassEnd.Stopped, false), (outcome.End, outcome.IsGood));
        Assert.Empty(outcome.Breaches);
        Assert.Equal(10 - 1, outcome.Limits.Floor);
        Assert.True(outcome.Figures.LowestAgainstFloor >= 0);
        Assert.Contains("Not complete", TimelinePage.VerdictOf(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_can_never_progress_is_refused() => Assert.Equal(
        ForgeError.InvalidDefinition,
        Assert.Throws<ForgeException>(
            () => Run(Policy(10) with { MinHealthyPercentage = 100, MaxHealthyPercentage = 100 })).Error);

    [Fact]
    public void A_fleet_as_it_is_may_be_the_beginning()
    {
        var at = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
        InstanceView View(int number) => new()
        {
            Id = new InstanceId($"real-{number}"),
            LaunchToken = $"token-{number}",
            Image = new ArtifactId(new ImageName("web"), Core.Digest.OfText("real")),
            LaunchedAt = at.AddDays(-number),
            Running = true,
            Service = ServiceState.InService,
            App = new HealthView(number == 1 ? HealthState.Unhealthy : HealthState.Healthy, ""),
            Sensor = new HealthView(HealthState.Healthy, ""),
            Zone = "zone-a",
        };
        var outcome = SimulatedRotation.Run(
            new RotationScenario
            {
                Policy = Policy(4) with { MinHealthyPercentage = 50, MaxHealthyPercentage = 125 },
                Instances = [View(1), View(2), View(3), View(4)],
                Start = at,
            },
            CancellationToken.None);
        Assert.Equal(PassEnd.Complete, outcome.End);
        var gone = outcome.Events.Where(known => known.Phase == InstancePhase.Gone)
            .Select(known => known.Instance!.Value.Value).ToList();
        Assert.Equal("real-1", gone[0]);
        Assert.Equal(4, gone.Count);
    }

    [Fact]
    public void Approvals_are_given_and_the_end_of_patience_is_an_end()
    {
        var approved = Run(Policy(4) with { Approvals = [0, 50] });
        Assert.Equal(PassEnd.Complete, approved.End);

        var short1 = SimulatedRotation.Run(
            new RotationScenario { Policy = Policy(10), TimeMax = TimeSpan.FromMinutes(3) }, CancellationToken.None);
        Assert.Null(short1.End);
        Assert.Contains("not done after", short1.EndReason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_stands_alone_and_shows_what_happened()
    {
        var page = TimelinePage.Write(Run(Policy(10)));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("Never fewer than", page, StringComparison.Ordinal);
        Assert.Contains("web-old00009", page, StringComparison.Ordinal);
        Assert.Contains("class=\"line available\"", page, StringComparison.Ordinal);
        Assert.Contains("Baking", page, StringComparison.Ordinal);
        Assert.DoesNotContain("left out here", page, StringComparison.Ordinal);
        var svg = System.Xml.Linq.XDocument.Parse(
            page[page.IndexOf("<svg", StringComparison.Ordinal)..(page.IndexOf("</svg>", StringComparison.Ordinal)
                + 6)]);
        Assert.NotEmpty(svg.Descendants("path"));
    }

    [Fact]
    public void A_large_fleet_shows_two_hundred_rows_and_says_how_many_are_left_out()
    {
        var policy = Policy(150) with
        {
            MinHealthyPercentage = 50, MaxHealthyPercentage = 150, MaxBatchPercentage = 50,
        };
        var page = TimelinePage.Write(Run(policy));
        Assert.Equal(200, page.Split("class=\"name\" x=\"162\" y=").Length - 1 - 3);
        Assert.Contains("100 more are left out here", page, StringComparison.Ordinal);
    }

    private static SimulationOutcome Run(RotationPolicy policy, SimulationSettings? settings = null) =>
        SimulatedRotation.Run(
            new RotationScenario { Policy = policy, Settings = settings ?? new SimulationSettings() },
            CancellationToken.None);

    private static RotationPolicy Policy(int desired) => new()
    {
        Fleet = CloudBench.Fleet,
        Image = CloudBench.Old.Image,
        Desired = desired,
        CheckpointDelay = TimeSpan.FromMinutes(1),
        BakeTime = TimeSpan.FromMinutes(10),
    };
}
