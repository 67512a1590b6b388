using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated;
using ImageForge.Targets.Tests.Simulated.Seeds;

namespace ImageForge.Targets.Tests.Simulated.Crashes;

/// <summary>A rotation in which nothing fails but the one process that a test kills.</summary>
/// <param name="GoesBackAt">As many instances on the new image let a person want the old one again; at the whole fleet
/// only once the rotation has come to its end. Null if nobody does.</param>
/// <param name="MovesMax">The most launches and reimages that it takes.</param>
internal sealed record CrashStory(SeedStory Seed, int? GoesBackAt, int MovesMax)
{
    private const int Instances = 5;
    private static readonly TimeSpan Bake = TimeSpan.FromMinutes(4);

    /// <summary>Two pairs at once, a checkpoint on the way, a bake at the end.</summary>
    public static readonly CrashStory Replace = new(Of(Policy), null, Instances);

    /// <summary>The floor allows none of the five to be down, so that each disk is swapped beside a borrowed
    /// one.</summary>
    public static readonly CrashStory Reimage = new(
        Of(Policy with { Strategy = RotationStrategy.Reimage, MinHealthyPercentage = 90, MaxHealthyPercentage = 110 }),
        null, Instances + 1);

    /// <summary>The image breaks while it bakes: the breaker stops the rotation, and the fleet goes back by itself.
    /// Fewer instances, as it takes longest.</summary>
    public static readonly CrashStory TurnsBad = new(
        Of(Policy with { Desired = 3, MinHealthyPercentage = 60, MaxBatchPercentage = 70, BakeTime = Bake }) with
        {
            ImageBreaksAfter = TimeSpan.FromMinutes(3),
        },
        null, 4 * 3);

    /// <summary>A person wants the old image again, a while after the rotation has ended.</summary>
    public static readonly CrashStory UndoneAfterwards = new(Of(Policy), Instances, 2 * Instances);

    /// <summary>A person wants the old image again when two have been replaced and a third one is on its way.</summary>
    public static readonly CrashStory UndoneUnderWay = new(Of(Policy), 3, 2 * Instances);

    private static RotationPolicy Policy => new()
    {
        Fleet = StoryTeller.Fleet,
        Image = StoryTeller.Image,
        Desired = Instances,
        MinHealthyPercentage = 80,
        MaxHealthyPercentage = 140,
        MaxBatchPercentage = 40,
        InstanceWarmup = TimeSpan.FromSeconds(10),
        DrainTimeout = TimeSpan.FromSeconds(15),
        LaunchTimeout = TimeSpan.FromMinutes(3),
        Checkpoints = [40],
        CheckpointDelay = TimeSpan.FromSeconds(5),
        BakeTime = TimeSpan.FromSeconds(10),
    };

    private static SeedStory Of(RotationPolicy policy) => new()
    {
        Seed = 3,
        Policy = policy,
        Zones = ["zone-a", "zone-b"],
        Start = VirtualTime.OrdinaryStart,
        Faults = SimulationFaults.None,
        Limits = ApiLimits.None,
        ImageAge = TimeSpan.FromHours(1),
        OldestAge = TimeSpan.FromDays(10),
        OnImageShare = 0,
        SickShare = 0,
        HasProven = true,
        PersonsCome = false,
    };
}
