using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Core.Rotations.Windows;

namespace ImageForge.Core.Tests.Rollouts;

/// <summary>A policy drawn by chance, all of its fields. Minutes where a number is a time.</summary>
public sealed record RandomPolicy(
    int Desired, int Min, int Max, int Batch, int Unhealthy, bool Reimage, string Checkpoints, string Approvals,
    int Bake, string Windows, int MaxAgeHours, int? ImageAgeDays, bool SkipMatching, bool AutoRollback,
    int ProtectionWait)
{
    /// <summary>Nothing but the budgets: what a failing case is shrunk to first.</summary>
    internal RandomPolicy Plain() => this with
    {
        Reimage = false, Checkpoints = "", Approvals = "", Bake = 0, Windows = "always", MaxAgeHours = 720,
        ImageAgeDays = null, SkipMatching = true, AutoRollback = false, ProtectionWait = 60,
    };

    /// <summary>Policies one step nearer to <see cref="Plain"/>.</summary>
    internal IEnumerable<RandomPolicy> Shrink()
    {
        var plain = Plain();
        RandomPolicy[] steps =
        [
            this with { Reimage = false }, this with { Checkpoints = "" }, this with { Approvals = "" },
            this with { Bake = 0 }, this with { Windows = "always" }, this with { MaxAgeHours = 720 },
            this with { ImageAgeDays = null }, this with { SkipMatching = true }, this with { AutoRollback = false },
            this with { ProtectionWait = 60 },
        ];
        return steps.Where(step => step != this).Prepend(plain).Where(step => step != this);
    }

    internal static Gen<RandomPolicy> Generator =>
        from desired in Gen.Choose(1, 10)
        from min in Gen.Elements(0, 50, 75, 90, 100)
        from max in Gen.Elements(100, 110, 133, 150, 200)
        from batch in Gen.Elements(1, 20, 50, 100)
        from unhealthy in Gen.Choose(0, 100)
        from reimage in Gen.Elements(false, false, true)
        from checkpoints in Gen.Elements("", "", "5 25 100", "50", "1 10 20 30")
        from approvals in Gen.Elements("", "", "", "0", "50", "0 25 100")
        from bake in Gen.Elements(0, 0, 1, 10)
        from windows in Gen.Elements("always", "always", "always", "hourly", "three minutes", "late")
        from age in Gen.Elements(720, 720, 105)
        from image in Gen.Elements<int?>(null, 1, 40)
        from matching in Gen.Elements(true, true, false)
        from rollback in Gen.Elements(true, false)
        from wait in Gen.Elements(1, 10, 60)
        select new RandomPolicy(
            desired, min, max, batch, unhealthy, reimage, checkpoints, approvals, bake, windows, age, image, matching,
            rollback, wait);

    internal RotationPolicy Policy() => new()
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
        Strategy = Reimage ? RotationStrategy.Reimage : RotationStrategy.Replace,
        Checkpoints = Percentages(Checkpoints),
        CheckpointDelay = TimeSpan.FromMinutes(2),
        Approvals = Percentages(Approvals),
        BakeTime = TimeSpan.FromMinutes(Bake),
        Windows = Calendar(),
        MaxAge = TimeSpan.FromHours(MaxAgeHours),
        SkipMatching = SkipMatching,
        AutoRollback = AutoRollback,
        ProtectionWait = TimeSpan.FromMinutes(ProtectionWait),
    };

    private RotationWindows Calendar() => Windows switch
    {
        "always" => RotationWindows.Always,
        "late" => Daily(Enumerable.Range(0, 23).Select(hour => (hour, 30, 59))),
        "hourly" => Daily(Enumerable.Range(0, 24).Select(hour => (hour, 0, 20))),
        _ => Daily(Enumerable.Range(0, 24).SelectMany(hour => new[] { (hour, 0, 3), (hour, 40, 43) })),
    };

    private static RotationWindows Daily(IEnumerable<(int Hour, int From, int To)> stretches) => new()
    {
        Weekly =
        [
            .. stretches.Select(stretch => new WeeklyWindow(
                [.. Enum.GetValues<DayOfWeek>()], new TimeOnly(stretch.Hour, stretch.From),
                new TimeOnly(stretch.Hour, stretch.To), TimeZoneInfo.Utc)),
        ],
    };

    private static ImmutableArray<int> Percentages(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
