using System.Collections.Immutable;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Makes a story of a seed: fleet, policy, faults, persons. Fleets are small, because small is hard.</summary>
internal static class StoryTeller
{
    public static readonly FleetName Fleet = new("web");
    public static readonly ImageName Image = new("web");
    private static readonly int[] Sizes = [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 10, 12];

    public static SeedStory Of(long seed) => RareStories.Of(Common(seed));

    private static SeedStory Common(long seed)
    {
        var draw = SeededDraws.Of(seed, "story");
        var start = VirtualTime.OrdinaryStart + TimeSpan.FromMinutes(draw.Next(7 * 24 * 60));
        var desired = draw.Chance(0.03) ? 13 + draw.Next(28) : Sizes[draw.Next(Sizes.Length)];
        var policy = Policy(draw, desired, start);
        return new SeedStory
        {
            Seed = seed,
            Policy = policy,
            Zones = [.. new[] { "zone-a", "zone-b", "zone-c" }.Take(1 + draw.Next(3))],
            Start = start,
            Faults = Faults(draw),
            Limits = draw.Chance(0.2) ? ApiLimits.Ec2 : draw.Chance(0.1) ? ApiLimits.Arm : ApiLimits.None,
            ImageAge = draw.Chance(0.15) ? policy.MaxImageAge + TimeSpan.FromDays(1) : TimeSpan.FromHours(1),
            OldestAge = policy.MaxAge * draw.NextDouble() * 1.3,
            OnImageShare = draw.Chance(0.25) ? draw.NextDouble() : 0,
            SickShare = draw.Chance(0.15) ? draw.NextDouble() * 0.5 : 0,
            HasProven = draw.Chance(0.8),
            ImageBreaksAfter = draw.Chance(0.06) ? draw.Between(TimeSpan.Zero, TimeSpan.FromMinutes(10)) : null,
            Words = Words(draw),
            Crashes = draw.Chance(0.4)
                ? [.. Enumerable.Range(0, 1 + draw.Next(4)).Select(_ => 1 + draw.Next(150))]
                : [],
            LeaseStops = draw.Chance(0.25)
                ? [.. Enumerable.Range(0, 1 + draw.Next(2))
                    .Select(_ => draw.Between(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(20)))]
                : [],
            RivalEvery = draw.Chance(0.25) ? draw.Between(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1)) : null,
            PersonsCome = draw.Chance(0.93),
        };
    }

    private static RotationPolicy Policy(SeededDraws draw, int desired, DateTimeOffset start)
    {
        var policy = new RotationPolicy
        {
            Fleet = Fleet,
            Image = Image,
            Desired = desired,
            MinHealthyPercentage = draw.Chance(0.3) ? 90 : draw.Next(101),
            MaxHealthyPercentage = draw.Chance(0.3) ? 110 : 100 + draw.Next(101),
            MaxBatchPercentage = draw.Chance(0.3) ? 20 : 1 + draw.Next(100),
            MaxUnhealthyPercentage = draw.Next(101),
            InstanceWarmup = draw.Between(TimeSpan.Zero, TimeSpan.FromSeconds(60)),
            DrainTimeout = draw.Between(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
            LaunchTimeout = draw.Between(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10)),
            Strategy = draw.Chance(0.3) ? RotationStrategy.Reimage : RotationStrategy.Replace,
            Checkpoints = draw.Chance(0.4) ? [] : [.. Percents(draw)],
            CheckpointDelay = draw.Between(TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            Approvals = draw.Chance(0.2) ? [draw.Chance(0.3) ? 0 : 1 + draw.Next(100)] : [],
            BakeTime = draw.Chance(0.3) ? TimeSpan.Zero : draw.Between(TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            RollbackFor = TimeSpan.FromHours(1 + draw.Next(48)),
            AutoRollback = draw.Chance(0.7),
            MaxAge = TimeSpan.FromDays(1 + draw.Next(40)),
            MaxImageAge = TimeSpan.FromDays(1 + draw.Next(40)),
            Windows = draw.Chance(0.7) ? RotationWindows.Always : Windows(draw, start),
            ProtectionWait = draw.Between(TimeSpan.Zero, TimeSpan.FromMinutes(20)),
            SkipMatching = draw.Chance(0.8),
        };

        // What RotationPreconditions would refuse is refused, and nothing more is learnt from it.
        var limits = CapacityLimits.Of(policy);
        return limits.Floor >= desired && limits.Ceiling <= desired
            ? policy with { MaxHealthyPercentage = 200 }
            : policy;
    }

    private static List<int> Percents(SeededDraws draw) =>
        [.. Enumerable.Range(0, 1 + draw.Next(3)).Select(_ => 1 + draw.Next(100)).Order()];

    private static RotationWindows Windows(SeededDraws draw, DateTimeOffset start)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(draw.Chance(0.5) ? "Europe/Berlin" : "UTC");
        var from = TimeOnly.FromTimeSpan(start.TimeOfDay).AddMinutes(-60 + draw.Next(150));
        var window = new WeeklyWindow(
            [.. Enum.GetValues<DayOfWeek>()], from, from.AddMinutes(30 + draw.Next(600)), zone);
        var day = DateOnly.FromDateTime(start.UtcDateTime).AddDays(draw.Next(2));
        return new RotationWindows
        {
            Weekly = [window],
            Blackouts = draw.Chance(0.2) ? [new Blackout(day, day, zone, "freeze")] : [],
        };
    }

    private static SimulationFaults Faults(SeededDraws draw)
    {
        var faults = SimulationFaults.None with
        {
            Until = draw.Between(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(40)),
        };
        foreach (var kind in SimulationFaults.Kinds)
        {
            var (occurs, rate) = (draw.Chance(0.22), draw.NextDouble());
            if (occurs)
            {
                faults = faults.With(kind, rate * 2 * Scale(kind));
            }
        }

        return faults;
    }

    private static double Scale(FaultKind kind) => kind switch
    {
        FaultKind.Dies or FaultKind.AppBreaks or FaultKind.SensorBreaks => 0.2,
        FaultKind.Interference or FaultKind.Autoscaling or FaultKind.ReceiverRestart or FaultKind.CorrelatedSilence
            or FaultKind.ClockJump or FaultKind.CapacityShortage => 3,
        FaultKind.LaunchRefused or FaultKind.NeverBoots or FaultKind.AppNeverUp or FaultKind.SensorNeverUp => 0.08,
        _ => 0.1,
    };

    private static ImmutableArray<SpokenWord> Words(SeededDraws draw)
    {
        if (draw.Chance(0.4))
        {
            return [];
        }

        var kinds = Enum.GetValues<WordKind>();
        return
        [
            .. Enumerable.Range(0, 1 + draw.Next(4))
                .Select(_ => new SpokenWord(
                    draw.Between(TimeSpan.Zero, TimeSpan.FromMinutes(20)),
                    Drawn(kinds[draw.Next(kinds.Length)], draw.Chance(0.7)), draw.Next(100)))
                .OrderBy(word => word.At),
        ];
    }

    // An end that a person asks for is an end: seldom, or little else would be seen.
    private static WordKind Drawn(WordKind kind, bool isMild) => kind switch
    {
        WordKind.Cancel when isMild => WordKind.Protect,
        WordKind.RollBack when isMild => WordKind.MarkManual,
        _ => kind,
    };
}
