using System.Collections.Immutable;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>All that is drawn for one seed. The same story gives the same run; a part less is another story.</summary>
internal sealed record SeedStory
{
    public required long Seed { get; init; }
    public required RotationPolicy Policy { get; init; }
    public required ImmutableArray<string> Zones { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required SimulationFaults Faults { get; init; }
    public required ApiLimits Limits { get; init; }

    /// <summary>How long before <see cref="Start"/> the image was built.</summary>
    public required TimeSpan ImageAge { get; init; }

    /// <summary>The oldest instance at the start; the others are spread evenly below it.</summary>
    public required TimeSpan OldestAge { get; init; }

    /// <summary>Share of the fleet that runs the next image already.</summary>
    public required double OnImageShare { get; init; }

    /// <summary>Share of the fleet whose application is broken from the start, for good.</summary>
    public required double SickShare { get; init; }

    /// <summary>True if a rotation to the present image came to its end before.</summary>
    public required bool HasProven { get; init; }

    /// <summary>Null if the next image works; else when its application breaks after each boot.</summary>
    public TimeSpan? ImageBreaksAfter { get; init; }

    /// <summary>What persons say, and when.</summary>
    public ImmutableArray<SpokenWord> Words { get; init; } = [];

    /// <summary>Journal entries, counted over the whole run, at which the process dies.</summary>
    public ImmutableSortedSet<int> Crashes { get; init; } = [];

    /// <summary>When the holder of the lease stops renewing it, as a process that is stopped.</summary>
    public ImmutableArray<TimeSpan> LeaseStops { get; init; } = [];

    /// <summary>How often a second engine tries to work on the fleet too; null if there is none.</summary>
    public TimeSpan? RivalEvery { get; init; }

    /// <summary>False if nobody resumes what is paused, nor approves: then it stays held.</summary>
    public required bool PersonsCome { get; init; }

    public IEnumerable<string> Lines()
    {
        var policy = Policy;
        yield return $"seed {Seed}: {policy.Desired} instances in {string.Join(", ", Zones)}, {policy.Strategy}, "
            + $"from {Start:ddd yyyy-MM-dd HH:mm}Z, image {ImageAge.TotalDays:0.#} d old, "
            + $"oldest instance {OldestAge.TotalDays:0.#} d, {OnImageShare:P0} on the image, {SickShare:P0} sick, "
            + $"{(PersonsCome ? "persons come" : "nobody comes")}, {(HasProven ? "one" : "no")} image proven"
            + (ImageBreaksAfter is { } breaks ? $", the image breaks {breaks.TotalSeconds:0} s after each boot" : "");
        yield return $"policy: min {policy.MinHealthyPercentage} max {policy.MaxHealthyPercentage} batch "
            + $"{policy.MaxBatchPercentage} unhealthy {policy.MaxUnhealthyPercentage}, warm {policy.InstanceWarmup}, "
            + $"drain {policy.DrainTimeout}, launch {policy.LaunchTimeout}, bake {policy.BakeTime}, "
            + $"checkpoints [{string.Join(", ", policy.Checkpoints)}] {policy.CheckpointDelay}, "
            + $"approvals [{string.Join(", ", policy.Approvals)}], windows {policy.Windows.Describe()}, "
            + $"maxAge {policy.MaxAge}, maxImageAge {policy.MaxImageAge}, protection {policy.ProtectionWait}, "
            + $"{(policy.SkipMatching ? "skip" : "take")} matching, {(policy.AutoRollback ? "auto" : "no")} rollback, "
            + $"evidence {policy.Evidence}, limits {Limits.Name}";
        foreach (var (kind, rate) in Faults.Rates)
        {
            yield return $"fault: {SimulationFaults.NameOf(kind)}={rate:0.###} until {Faults.Until}";
        }

        foreach (var word in Words)
        {
            yield return $"word: {word}";
        }

        foreach (var at in LeaseStops)
        {
            yield return $"lease stopped at {at}";
        }

        if (!Crashes.IsEmpty)
        {
            yield return $"crashes at journal entries {string.Join(", ", Crashes)}";
        }

        if (RivalEvery is { } every)
        {
            yield return $"a second engine tries every {every.TotalSeconds:0} s";
        }
    }
}
