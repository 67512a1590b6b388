using FsCheck;
using FsCheck.Fluent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>
/// A fleet, a policy and faults drawn by chance. Printed in full, so a failing one can be run again by hand.
/// </summary>
public sealed record RandomRollout(
    int Desired, int Min, int Max, int Batch, int Unhealthy, int Old, int New, int MishapPercent, int Seed,
    bool SickStaySick, string[] Faults)
{
    /// <summary>When faults end. Instances that are sick then are healed, or stay so for ever.</summary>
    private static readonly TimeSpan FaultsEnd = TimeSpan.FromMinutes(15);

    private const int InstancesMax = 12;

    /// <summary>
    /// True if no sequence of commands could ever finish it: no room for a surge, and none may leave first.
    /// </summary>
    public bool CanNeverProgress =>
        CapacityLimits.Of(Policy()) is var limits && limits.Floor >= Desired && limits.Ceiling <= Desired;

    internal RolloutRun Start()
    {
        var faults = Faults.Select(Parse).Append(new RolloutFault(FaultsEnd, "mishaps end"))
            .Concat(Healing().Select(words => new RolloutFault(FaultsEnd, words)));
        var setup = new RolloutSetup { Policy = Policy(), Old = Old, New = New, Faults = [.. faults] };
        return new RolloutRun(setup) { MishapPercent = MishapPercent, Dice = new Random(Seed) };
    }

    public override string ToString() =>
        $"policy: desired {Desired}, min {Min}, max {Max}, batch {Batch}, unhealthy {Unhealthy}; "
        + $"fleet: old {Old}, new {New}; mishaps {MishapPercent} %, seed {Seed}, "
        + $"sick stay sick: {SickStaySick}; {string.Join("; ", Faults)}";

    internal static Gen<RandomRollout> Generator =>
        from desired in Gen.Choose(1, 10)
        from min in Gen.Elements(0, 50, 75, 90, 100)
        from max in Gen.Elements(100, 110, 133, 150, 200)
        from batch in Gen.Elements(1, 20, 50, 100)
        from unhealthy in Gen.Choose(0, 100)
        from old in Gen.Choose(0, InstancesMax)
        from fresh in Gen.Choose(0, 4)
        from mishaps in Gen.Elements(0, 0, 5, 20)
        from seed in Gen.Choose(0, int.MaxValue)
        from sick in Gen.Elements(false, true)
        from count in Gen.Choose(0, 25)
        from faults in Gen.ArrayOf(Fault, count)
        select new RandomRollout(desired, min, max, batch, unhealthy, old, fresh, mishaps, seed, sick, faults);

    internal static IEnumerable<RandomRollout> Shrink(RandomRollout rollout)
    {
        for (var left = 0; left < rollout.Faults.Length; left++)
        {
            yield return rollout with { Faults = [.. rollout.Faults.Where((_, index) => index != left)] };
        }

        if (rollout.MishapPercent > 0)
        {
            yield return rollout with { MishapPercent = 0 };
        }

        if (rollout.New > 0)
        {
            yield return rollout with { New = rollout.New - 1 };
        }

        if (rollout.Old > 0)
        {
            yield return rollout with { Old = rollout.Old - 1 };
        }
    }

    private static Gen<string> Fault =>
        from second in Gen.Frequency((4, Gen.Choose(0, 150)), (1, Gen.Choose(0, (int)FaultsEnd.TotalSeconds)))
        from words in Gen.Frequency(
            (6, from part in Gen.Elements("app", "sensor")
                from subject in Subject
                from what in Gen.Elements("breaks", "breaks", "heals")
                select $"{part} of {subject} {what}"),
            (3, from subject in Subject
                from what in Gen.Elements("dies", "vanishes", "clings")
                select $"{subject} {what}"),
            (1, Gen.Elements("sensors unknown", "sensors known")),
            (2, Gen.Elements("new apps break", "new apps heal", "new sensors break")),
            (2, Gen.Elements("launches refused", "launches accepted", "looks stale", "looks fresh")),
            (2, Gen.Elements("engine dies before the act", "engine dies after the act")),
            (1, Gen.Constant("balancer forgets")),
            (1, from count in Gen.Choose(1, 10) select $"desired {count}"))
        select $"{second}s: {words}";

    private static Gen<string> Subject =>
        from age in Gen.Elements("old", "new")
        from number in Gen.Frequency((3, Gen.Choose(1, 4)), (1, Gen.Choose(1, InstancesMax)))
        select $"{age} {number}";

    private static RolloutFault Parse(string fault)
    {
        var parts = fault.Split("s: ", 2);
        return new RolloutFault(TimeSpan.FromSeconds(int.Parse(parts[0])), parts[1]);
    }

    // The desired number is put back too, so that the question whether it can progress has one answer.
    private IEnumerable<string> Healing()
    {
        string[] whole =
        [
            "sensors known", "new apps heal", "new sensors heal", "launches accepted", "looks fresh",
            $"desired {Desired}",
        ];
        return SickStaySick ? whole : whole.Concat(
            from part in new[] { "app", "sensor" }
            from age in new[] { "old", "new" }
            from number in Enumerable.Range(1, 99)
            select $"{part} of {age} {number} heals");
    }

    private RotationPolicy Policy() => new()
    {
        Fleet = new FleetName("web"),
        Image = new ImageName("web"),
        Desired = Desired,
        MinHealthyPercentage = Min,
        MaxHealthyPercentage = Max,
        MaxBatchPercentage = Batch,
        MaxUnhealthyPercentage = Unhealthy,
        InstanceWarmup = TimeSpan.FromSeconds(30),
        DrainTimeout = TimeSpan.FromMinutes(1),
        LaunchTimeout = TimeSpan.FromMinutes(5),
        Checkpoints = [],
        BakeTime = TimeSpan.Zero,
    };
}
