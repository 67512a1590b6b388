using System.Text;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>Takes parts of a failing story away, one by one, as long as it still fails.</summary>
internal static class SeedShrinker
{
    // IMAGEFORGE_SHRINKS=0 leaves the story as it is: for runs that are to fail soon, not to explain.
    private static readonly int RunsMax =
        int.TryParse(Environment.GetEnvironmentVariable("IMAGEFORGE_SHRINKS"), out var runs) ? runs : 150;

    private const int TraceMax = 80;

    /// <summary>The story of a failing seed, what it violated, and the smallest story that still fails.</summary>
    public static string Report(long seed)
    {
        var whole = SeedRun.Of(StoryTeller.Of(seed));
        var small = SeedRun.Of(Shrink(whole.Story), traces: true);
        var text = new StringBuilder($"replay: IMAGEFORGE_SEED={seed}\n");
        return text.AppendJoin("\n", whole.Story.Lines()).AppendLine().AppendJoin("\n", whole.Violations.Take(5))
            .AppendLine().AppendLine("smallest story that still fails:")
            .AppendJoin("\n", small.Story.Lines()).AppendLine().AppendJoin("\n", small.Violations.Take(5))
            .AppendLine().AppendJoin("\n", small.Trace.TakeLast(TraceMax)).ToString();
    }

    private static SeedStory Shrink(SeedStory story)
    {
        var runs = 0;
        for (var isSmaller = true; isSmaller && runs < RunsMax;)
        {
            isSmaller = false;
            foreach (var smaller in Smaller(story))
            {
                if (runs++ < RunsMax && !SeedRun.Of(smaller).IsGood)
                {
                    (story, isSmaller) = (smaller, true);
                    break;
                }
            }
        }

        return story;
    }

    private static IEnumerable<SeedStory> Smaller(SeedStory story)
    {
        foreach (var kind in story.Faults.Rates.Keys)
        {
            yield return story with { Faults = story.Faults with { Rates = story.Faults.Rates.Remove(kind) } };
        }

        foreach (var word in story.Words)
        {
            yield return story with { Words = story.Words.Remove(word) };
        }

        foreach (var crash in story.Crashes)
        {
            yield return story with { Crashes = story.Crashes.Remove(crash) };
        }

        if (!story.LeaseStops.IsEmpty)
        {
            yield return story with { LeaseStops = [] };
        }

        if (story.RivalEvery is not null)
        {
            yield return story with { RivalEvery = null };
        }

        if (story.Policy.Desired > 1)
        {
            yield return story with { Policy = story.Policy with { Desired = story.Policy.Desired / 2 } };
            yield return story with { Policy = story.Policy with { Desired = story.Policy.Desired - 1 } };
        }
    }
}
