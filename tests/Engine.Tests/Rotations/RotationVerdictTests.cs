using ImageForge.Core.Fleets;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Rotations;

namespace ImageForge.Engine.Tests.Rotations;

public sealed class RotationVerdictTests
{
    [Fact]
    public void Holds_of_a_few_are_journaled_by_name() =>
        Assert.Equal("Batch web-0, Batch web-1, Window", Held([Whole(HoldReason.Window), .. Waiting(0, 2)], null));

    [Fact]
    public void A_hold_of_many_is_one_word_that_does_not_change_with_each_of_them()
    {
        var first = Held(Waiting(0, 10_000), null);

        Assert.Equal("Batch of more than 20 instances", first);
        Assert.Null(Held(Waiting(1, 9_999), first));
    }

    private static string? Held(IEnumerable<Hold> holds, string? lastHeld)
    {
        var limits = CapacityLimits.Of(EngineFixture.Policy);
        var plan = new RotationPlan(
            RotationStatus.Active, limits, new FleetCount(0, 0, 0, 0, 0), [], [.. holds], [], null);
        var executed = new ExecutedPlan(RotationRecord.Empty with { LastHeld = lastHeld }, [], [], 0, []);
        var (end, _, news) = RotationVerdict.Of(plan, executed, new RotationId("web-1"));

        Assert.Null(end);
        return (news as RotationEvent.Held)?.Summary;
    }

    private static Hold Whole(HoldReason reason) => new(null, reason, "", null);

    private static IEnumerable<Hold> Waiting(int from, int count) => Enumerable.Range(from, count)
        .Select(number => new Hold(new InstanceId($"web-{number}"), HoldReason.Batch, $"{number} in flight", null));
}
