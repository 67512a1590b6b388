using ImageForge.Core.Rotations;
using ImageForge.Engine.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Simulated.Runs;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>The engine against the published limits of two clouds: nothing that it sends is one too many.</summary>
public sealed class PacingTests
{
    [Theory]
    [InlineData("ec2", 0.3)]
    [InlineData("ec2", 0)]
    [InlineData("arm", 0.3)]
    public void No_call_is_throttled_while_others_take_what_was_planned_for_them(string limits, double others)
    {
        var outcome = Run(limits, others, planned: null);
        Assert.Equal((PassEnd.Complete, true), (outcome.End, outcome.IsGood));
        Assert.Equal(0, outcome.Counters.Throttled.Values.Sum());
        Assert.Equal(300, outcome.Counters.Launches);
    }

    [Fact]
    public void Launches_beyond_the_tokens_wait_for_their_turn_and_say_so()
    {
        // Batches of 60 against 1.4 launches a second: most of the first batch has to wait.
        var outcome = Run("ec2", 0.3, planned: null);
        var hold = Assert.Single(outcome.Holds, known => known.Reason == HoldReason.Throttle);
        Assert.InRange(hold.InstancesMax, 20, 60);
        Assert.Equal(outcome.Counters.Launches, outcome.Counters.Calls[ApiAction.Launch]);
    }

    [Fact]
    public void Where_others_take_more_than_planned_a_refusal_stops_the_rest_and_it_still_completes()
    {
        var outcome = Run("ec2", 0.6, planned: 0.3);
        var throttled = outcome.Counters.Throttled.Values.Sum();
        Assert.Equal(PassEnd.Complete, outcome.End);

        // Without emptying its own bucket it would be refused nearly as often as it asks.
        Assert.InRange(throttled, 1, 300 / 2);
    }

    private static SimulationOutcome Run(string limits, double others, double? planned) => SimulatedRotation.Run(
        new RotationScenario
        {
            Policy = new RotationPolicy
            {
                Fleet = CloudBench.Fleet,
                Image = CloudBench.Old.Image,
                Desired = 300,
                MaxHealthyPercentage = 120,
                Checkpoints = [],
                BakeTime = TimeSpan.Zero,
            },
            Settings = new SimulationSettings
            {
                Limits = ApiLimits.All.Single(known => known.Name == limits),
                TenantShare = others,
                AssumedTenantShare = planned,
            },
        },
        CancellationToken.None);
}
