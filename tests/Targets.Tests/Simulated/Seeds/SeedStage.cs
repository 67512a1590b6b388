using ImageForge.Core;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;
using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;
using ImageForge.Engine.Leases;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>What all processes of one run share: time, cloud, journal, leases, and the record of what went
/// wrong.</summary>
internal sealed class SeedStage
{
    private const int TraceMax = 20_000;
    private readonly List<string>? _trace;
    private readonly List<TimeSpan> _jumps = [];
    private TimeSpan _skew;

    public SeedStage(SeedStory story, bool traces)
    {
        Story = story;
        _trace = traces ? [] : null;
        Time = new VirtualTime(story.Start);
        Leases = new MemoryLeases(Time);
        Journal = new MemoryJournal(Leases, Time);
        Image = new ArtifactId(StoryTeller.Image, Digest.OfText("next"));
        Present = new ArtifactId(StoryTeller.Image, Digest.OfText("present"));
        Cloud = new SimulatedCloud(
            new SimulationSettings
            {
                Seed = story.Seed,
                BadImages = story.ImageBreaksAfter is { } after ? [new BadImage(Image, after)] : [],
                Zones = story.Zones,
                Faults = story.Faults,
                Limits = story.Limits,
                Boot = new TimeSpread(TimeSpan.FromSeconds(25), 0.3, 0.02, 4),
                AppUp = new TimeSpread(TimeSpan.FromSeconds(5), 0.3, 0.01),
                SensorUp = new TimeSpread(TimeSpan.FromSeconds(4), 0.3, 0.01),
                Drain = new TimeSpread(TimeSpan.FromSeconds(10), 0.6, 0.02, 10),
            },
            Time);
    }

    public SeedStory Story { get; }

    /// <summary>Where the rotation goes to.</summary>
    public ArtifactId Image { get; }

    /// <summary>What the fleet runs at the start.</summary>
    public ArtifactId Present { get; }

    public VirtualTime Time { get; }
    public MemoryLeases Leases { get; }
    public MemoryJournal Journal { get; }
    public SimulatedCloud Cloud { get; }

    /// <summary>Appends to the journal that engines have tried.</summary>
    public int Appends { get; set; }

    /// <summary>The one append at which a process dies, instead of those of the story.</summary>
    public CrashPoint? Crash { get; set; }

    /// <summary>The last look of any engine; persons speak of what they see there.</summary>
    public FleetSnapshot? LastSeen { get; set; }

    /// <summary>What must not have happened, in order.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Commands for instances that were silent in the look behind them, while the others were heard.</summary>
    public List<(InstanceId Instance, TimeSpan At)> TakenAsSilent { get; } = [];

    public IReadOnlyList<string> Trace => _trace ?? [];

    public bool FaultsAreOver => Time.Elapsed > Story.Faults.Until;

    /// <summary>
    /// True if a process dies before, or after, it writes this append. Of a story's crashes the odd ones come before,
    /// the even ones after.
    /// </summary>
    public bool DiesAt(int append, bool isWritten) => Crash is { } only
        ? only == new CrashPoint(append, isWritten)
        : Story.Crashes.Contains(append) && (append % 2 == 0) == isWritten;

    /// <summary>Lets virtual time go by.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        var passed = new TaskCompletionSource();
        await using var timer = Time.CreateTimer(_ => passed.SetResult(), null, span, Timeout.InfiniteTimeSpan);
        await passed.Task;
    }

    /// <summary>Lets the journal know that a rotation to the present image came to its end a day ago.</summary>
    public async Task ProveAsync()
    {
        var (fleet, journal) = (Story.Policy.Fleet, new RotationJournal(Journal));
        var rotation = RotationNaming.Rotation(fleet, Story.Start - TimeSpan.FromDays(1));
        await journal.AppendAsync(
            fleet, await journal.ReadAsync(fleet, CancellationToken.None),
            [
                (rotation.Value, new RotationEvent.Started(rotation, Present, "before")),
                (rotation.Value, new RotationEvent.Finished(rotation, RotationStatus.Complete, "before")),
            ],
            CancellationToken.None);
    }

    /// <summary>True if the wall clock has jumped since then.</summary>
    public bool HasJumpedSince(TimeSpan elapsed)
    {
        var skew = Time.GetUtcNow() - Story.Start - Time.Elapsed;
        if (skew != _skew)
        {
            _skew = skew;
            _jumps.Add(Time.Elapsed);
        }

        return _jumps.Exists(at => at >= elapsed);
    }

    /// <summary>True if the wall clock was seen to have jumped between the two.</summary>
    public bool HasJumpedBetween(TimeSpan from, TimeSpan to) => _jumps.Exists(at => at >= from && at <= to);

    public void Violate(string what)
    {
        Violations.Add($"at {Time.Elapsed}: {what}");
        Say($"VIOLATION {what}");
    }

    public void Say(string what)
    {
        if (_trace is { Count: < TraceMax })
        {
            _trace.Add($"{Time.Elapsed:hh\\:mm\\:ss\\.fff} {what}");
        }
    }
}
