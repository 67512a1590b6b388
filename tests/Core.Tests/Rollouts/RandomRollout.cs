using FsCheck;
using FsCheck.Fluent;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// A fleet, a policy and faults drawn by chance. Printed in full, so a failing one can be run again by hand.
/// </summary>
public sealed record RandomRollout(
    RandomPolicy Policy, int Old, int New, int Zones, bool OldIsProven, int MishapPercent, int Seed,
    bool SickStaySick, string[] Faults)
{
    /// <summary>When faults end. Instances that are sick then are healed, or stay so for ever.</summary>
    public static readonly TimeSpan FaultsEnd = TimeSpan.FromMinutes(15);

    /// <summary>
    /// When the last rotation must have ended: each instance in turn with as many attempts as the breaker lets it,
    /// windows that open for minutes an hour, protections, checkpoints and bakes, once there and once back; and an hour
    /// for each compromised one.
    /// </summary>
    public TimeSpan Bound
    {
        get
        {
            var policy = Policy.Policy();
            var turn = policy.LaunchTimeout + policy.InstanceWarmup + policy.DrainTimeout + TimeSpan.FromMinutes(1);
            var turns = InstancesMax + Policy.Desired + CapacityLimits.Of(policy).FailuresTolerated;
            var waits = policy.ProtectionWait + policy.BakeTime + (policy.CheckpointDelay * 4);
            var rotation = (turn * turns * (policy.Windows.IsAlways ? 1 : 4)) + waits;
            var hours = Faults.Count(fault => fault.Contains("compromised", StringComparison.Ordinal));
            return FaultsEnd + (rotation * 2) + TimeSpan.FromHours(hours);
        }
    }

    private const int InstancesMax = 12;

    /// <summary>
    /// True if no sequence of commands could ever finish it: no room for a surge, and none may leave first.
    /// </summary>
    public bool CanNeverProgress =>
        CapacityLimits.Of(Policy.Policy()) is var limits && limits.Floor >= limits.Desired
            && limits.Ceiling <= limits.Desired;

    internal RolloutRun Start() => new(new RolloutSetup
    {
        Policy = Policy.Policy(),
        Old = Old,
        New = New,
        Zones = [.. new[] { "a", "b", "c" }.Take(Zones)],
        OldIsProven = OldIsProven,
        ImageAge = Policy.ImageAgeDays is { } days ? TimeSpan.FromDays(days) : null,
        Faults = [.. Faults.Select(Parse), .. Healing(), .. Approvals()],
    })
    {
        MishapPercent = MishapPercent,
        Dice = new Random(Seed),
    };

    public override string ToString() =>
        $"{Policy}; fleet: old {Old}, new {New}, zones {Zones}, old is proven: {OldIsProven}; "
        + $"mishaps {MishapPercent} %, seed {Seed}, sick stay sick: {SickStaySick}; {string.Join("; ", Faults)}";

    internal static Gen<RandomRollout> Generator =>
        from policy in RandomPolicy.Generator
        from old in Gen.Choose(0, InstancesMax)
        from fresh in Gen.Choose(0, 4)
        from zones in Gen.Choose(1, 3)
        from proven in Gen.Elements(true, false)
        from mishaps in Gen.Elements(0, 0, 5, 20)
        from seed in Gen.Choose(0, int.MaxValue)
        from sick in Gen.Elements(false, true)
        from count in Gen.Choose(0, 25)
        from faults in Gen.ArrayOf(RandomFault.Generator, count)
        select new RandomRollout(policy, old, fresh, zones, proven, mishaps, seed, sick, faults);

    internal static IEnumerable<RandomRollout> Shrink(RandomRollout rollout)
    {
        for (var half = rollout.Faults.Length / 2; half > 1; half /= 2)
        {
            yield return rollout with { Faults = rollout.Faults[half..] };
            yield return rollout with { Faults = rollout.Faults[..^half] };
        }

        for (var left = 0; left < rollout.Faults.Length; left++)
        {
            yield return rollout with { Faults = [.. rollout.Faults.Where((_, index) => index != left)] };
        }

        if (rollout.MishapPercent > 0)
        {
            yield return rollout with { MishapPercent = 0 };
        }

        foreach (var policy in rollout.Policy.Shrink())
        {
            yield return rollout with { Policy = policy };
        }

        foreach (var fewer in new[] { rollout with { New = 0 }, rollout with { New = rollout.New - 1 } }
            .Where(fewer => rollout.New > 0)
            .Concat(new[] { rollout with { Old = rollout.Old / 2 }, rollout with { Old = rollout.Old - 1 } }
                .Where(fewer => rollout.Old > 0))
            .Concat(new[] { rollout with { Zones = 1 } }.Where(fewer => rollout.Zones > 1))
            .Concat(new[] { rollout with { OldIsProven = false } }.Where(fewer => rollout.OldIsProven)))
        {
            yield return fewer;
        }
    }

    private static RolloutFault Parse(string fault)
    {
        var parts = fault.Split("s: ", 2);
        return new RolloutFault(TimeSpan.FromSeconds(int.Parse(parts[0])), parts[1]);
    }

    // The desired number is put back too, so that the question whether it can progress has one answer.
    private IEnumerable<RolloutFault> Healing()
    {
        string[] whole =
        [
            "mishaps end", "sensors known", "new apps heal", "new sensors heal", "launches accepted",
            "reimages accepted", "looks fresh", "room again", "resumed", "autoscaling ends",
            $"desired {Policy.Desired}",
        ];
        var each = SickStaySick ? [] :
            from part in new[] { "app of {0} heals", "sensor of {0} heals", "{0} heard" }
            from age in new[] { "old", "new", "present" }
            from number in Enumerable.Range(1, 99)
            select string.Format(null, part, $"{age} {number}");
        return whole.Concat(each).Select(words => new RolloutFault(FaultsEnd, words));
    }

    // Somebody approves whatever waits, twice an hour.
    private IEnumerable<RolloutFault> Approvals() => Policy.Approvals.Length == 0 ? [] :
        from half in Enumerable.Range(0, (int)(Bound / TimeSpan.FromMinutes(30)))
        select new RolloutFault(FaultsEnd + (TimeSpan.FromMinutes(30) * half), "approved 100");
}
