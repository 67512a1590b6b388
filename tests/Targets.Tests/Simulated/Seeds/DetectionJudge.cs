using ImageForge.Core.Rotations;
using ImageForge.Engine.Journal;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// Whether detections took more of a fleet within an hour than they may, counted anew from the journal; and whether
/// whom they took was marked with them.
/// </summary>
internal static class DetectionJudge
{
    public static async Task<IReadOnlyList<string>> FaultsAsync(SeedStage stage)
    {
        var faults = new List<string>();
        var taken = new List<(RotationEvent.Detected Event, DateTimeOffset At)>();
        var marked = new HashSet<(Core.Fleets.InstanceId, DateTimeOffset)>();
        var entries = stage.Journal.ReadAsync(
            RotationJournal.ChainOf(StoryTeller.Fleet), after: 0, CancellationToken.None);
        await foreach (var entry in entries)
        {
            switch (RotationEventText.Read(entry.Data))
            {
                case RotationEvent.Detected { Taken: true } detected:
                    taken.Add((detected, entry.At));
                    break;
                case RotationEvent.Marked mark:
                    marked.Add((mark.Instance, entry.At));
                    break;
            }
        }

        faults.AddRange(taken.Where(one => !marked.Contains((one.Event.Instance, one.At)))
            .Select(one => $"a detection took {one.Event.Instance} and did not mark it"));
        var most = Math.Max(1, stage.Story.Policy.Desired / 10);
        faults.AddRange(taken
            .Select(last => taken.Where(one => one.At <= last.At && last.At - one.At < TimeSpan.FromHours(1))
                .Select(one => one.Event.Instance).Distinct().Count())
            .Where(count => count > most)
            .Select(count => $"detections took {count} within an hour, {most} are allowed"));
        return faults;
    }
}
