using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// What would hardly ever meet in one story by chance: each of these is drawn on purpose in some percent of the seeds.
/// </summary>
internal static class RareStories
{
    // An account whose others leave next to nothing.
    private static readonly ApiLimits Tight = ApiLimits.Of(
        "tight",
        (ApiAction.Launch, [new BucketSize("launches", 2, 0.05)]),
        (ApiAction.Drain, [new BucketSize("drains", 2, 0.1)]),
        (ApiAction.Terminate, [new BucketSize("ends", 2, 0.1)]));

    public static SeedStory Of(SeedStory story) => Detected(Rare(story));

    // By draws of its own, so that every other story stays what it was before there were detections.
    private static SeedStory Detected(SeedStory story)
    {
        var draw = SeededDraws.Of(story.Seed, "detections");
        if (!draw.Chance(0.08))
        {
            return story;
        }

        return story with
        {
            Policy = story.Policy with
            {
                OnDetection =
                [
                    new DetectionRule(DetectionSeverity.Alert, null, DetectionAction.Quarantine),
                    new DetectionRule(DetectionSeverity.Signal, null, DetectionAction.Rotate),
                ],
            },
            Words =
            [
                .. story.Words.Concat(Enumerable.Range(0, 1 + draw.Next(5)).Select(_ => new SpokenWord(
                    draw.Between(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(20)), WordKind.Detect, draw.Next(6))))
                    .OrderBy(word => word.At),
            ],
        };
    }

    private static SeedStory Rare(SeedStory story)
    {
        var draw = SeededDraws.Of(story.Seed, "rare");
        var (isTight, isStale, isAttacked, keepsEvidence) =
            (draw.Chance(0.06), draw.Chance(0.06), draw.Chance(0.05), draw.Chance(0.06));
        if (isTight)
        {
            story = story with { Limits = Tight };
        }

        if (isStale)
        {
            story = story with
            {
                ImageAge = story.Policy.MaxImageAge + TimeSpan.FromDays(2),
                OnImageShare = 0.3 + (draw.NextDouble() * 0.5),
                OldestAge = story.Policy.MaxAge * 1.3,
            };
        }

        if (isAttacked)
        {
            var at = draw.Between(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(3));
            story = story with
            {
                Words =
                [
                    .. story.Words.Concat(Enumerable.Range(0, 2 + draw.Next(2)).Select(number =>
                        new SpokenWord(at, WordKind.MarkCompromised, number))).OrderBy(word => word.At),
                ],
            };
        }

        return keepsEvidence
            ? story with { Policy = story.Policy with { Evidence = EvidenceRule.Required } }
            : story;
    }
}
