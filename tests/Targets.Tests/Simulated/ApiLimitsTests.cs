using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>Token buckets against arithmetic done by hand.</summary>
public sealed class ApiLimitsTests
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void A_bucket_gives_its_burst_at_once_and_then_its_rate()
    {
        var gate = new ApiGate(ApiLimits.Ec2, tenantShare: 0);
        Assert.Equal(5, Passed(gate, ApiAction.Launch, tries: 10, TimeSpan.Zero));

        // Two tokens a second: after half a second there is one, and not before.
        Assert.Equal(0, Passed(gate, ApiAction.Launch, tries: 10, Seconds(0.49)));
        Assert.Equal(1, Passed(gate, ApiAction.Launch, tries: 10, Seconds(0.5)));
        Assert.Equal(2, Passed(gate, ApiAction.Launch, tries: 10, Seconds(1.5)));

        // Full again after five tokens' time, and never fuller.
        Assert.Equal(5, Passed(gate, ApiAction.Launch, tries: 10, Seconds(1000)));
    }

    [Fact]
    public void Another_tenant_takes_its_share_of_burst_and_refill()
    {
        var gate = new ApiGate(ApiLimits.Ec2, tenantShare: 0.3);

        // 100 * 0.7 = 70 at once; 20 * 0.7 = 14 a second.
        Assert.Equal(70, Passed(gate, ApiAction.Describe, tries: 100, TimeSpan.Zero));
        Assert.Equal(14, Passed(gate, ApiAction.Describe, tries: 100, Seconds(1)));

        // 5 * 0.7 = 3.5 launches, so 3; half a token and 1.4 a second make the fourth after 0.36 s.
        Assert.Equal(3, Passed(gate, ApiAction.Launch, tries: 10, Seconds(1)));
        Assert.Equal(0, Passed(gate, ApiAction.Launch, tries: 10, Seconds(1.35)));
        Assert.Equal(1, Passed(gate, ApiAction.Launch, tries: 10, Seconds(1.36)));
    }

    [Fact]
    public void Single_launches_are_bound_by_requests_and_never_by_instances()
    {
        // 5 at once, then one each half second; the bucket of 1000 instances refills as fast as it is used.
        var gate = new ApiGate(ApiLimits.Ec2, tenantShare: 0);
        var launched = 0;
        var steps = 0;
        for (; launched < 10_000; steps++)
        {
            launched += Passed(gate, ApiAction.Launch, tries: 5, Seconds(steps * 0.5));
        }

        Assert.Equal(10_000 - 5 + 1, steps);
    }

    [Fact]
    public void Deletes_have_a_bucket_beside_writes_and_actions_that_write_share_theirs()
    {
        var gate = new ApiGate(ApiLimits.Arm, tenantShare: 0);

        // Writes: 200 at once, 10 a second, whichever action it is.
        Assert.Equal(150, Passed(gate, ApiAction.Register, tries: 150, TimeSpan.Zero));
        Assert.Equal(50, Passed(gate, ApiAction.Drain, tries: 150, TimeSpan.Zero));
        Assert.Equal(10, Passed(gate, ApiAction.Admit, tries: 150, Seconds(1)));
        Assert.Equal(200, PassedEach(gate, ApiAction.Terminate, tries: 250, Seconds(1)));
    }

    [Fact]
    public void Each_virtual_machine_has_a_bucket_of_its_own()
    {
        var gate = new ApiGate(ApiLimits.Arm, tenantShare: 0);

        // 12 at once, and 4 a minute: one every 15 s.
        Assert.Equal(12, Passed(gate, ApiAction.Reimage, tries: 20, TimeSpan.Zero));
        Assert.Equal(0, Passed(gate, ApiAction.Reimage, tries: 20, Seconds(14.9)));
        Assert.Equal(1, Passed(gate, ApiAction.Reimage, tries: 20, Seconds(15)));
        Assert.True(gate.TryPass(ApiAction.Reimage, new("another"), Seconds(15)));
    }

    [Fact]
    public void A_refused_call_takes_nothing_from_the_other_buckets()
    {
        var small = new BucketSize("small", 1, 0.001);
        var large = new BucketSize("large", 3, 0.001);
        var limits = ApiLimits.Of("test", (ApiAction.Launch, [large, small]), (ApiAction.Drain, [large]));
        var gate = new ApiGate(limits, tenantShare: 0);
        Assert.Equal(1, Passed(gate, ApiAction.Launch, tries: 10, TimeSpan.Zero));
        Assert.Equal(2, Passed(gate, ApiAction.Drain, tries: 10, TimeSpan.Zero));
        Assert.True(gate.TryPass(ApiAction.Isolate, null, TimeSpan.Zero));
    }

    private static int Passed(ApiGate gate, ApiAction action, int tries, TimeSpan now) =>
        Enumerable.Range(0, tries).Count(_ => gate.TryPass(action, new("one"), now));

    private static int PassedEach(ApiGate gate, ApiAction action, int tries, TimeSpan now) =>
        Enumerable.Range(0, tries).Count(number => gate.TryPass(action, new($"i{number}"), now));
}
