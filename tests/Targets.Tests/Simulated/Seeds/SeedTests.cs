using System.Collections.Concurrent;
using System.Globalization;
using ImageForge.Core.Rotations;
using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated.Seeds;

/// <summary>
/// Thousands of random fleets, policies, persons and faults, each driven to its end by the engine of production.
/// IMAGEFORGE_SEEDS=m or IMAGEFORGE_SEEDS=n..m says how many, or which; IMAGEFORGE_SEED=n plays one and writes down all
/// that happens.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int SeedsOrdinary = 2000;
    private const int OccursLeast = 50;
    private const int FailuresNamedMax = 30;
    private const double CompleteLeast = 0.7;

    [Fact]
    public void Every_seed_is_safe_and_comes_to_an_end()
    {
        if (Number("IMAGEFORGE_SEED") is { } one)
        {
            Replay(one);
            return;
        }

        var (from, to) = Seeds();
        var count = to - from;
        var tally = new SeedTally();
        var failed = new ConcurrentBag<(long Seed, string What)>();
        Parallel.For(from, to, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var outcome = SeedRun.Of(StoryTeller.Of(seed));
            tally.Add(outcome);
            if (!outcome.IsGood)
            {
                failed.Add((seed, outcome.Violations[0]));
            }
        });
        foreach (var line in tally.Lines())
        {
            output.WriteLine(line);
        }

        if (!failed.IsEmpty)
        {
            Assert.Fail($"{failed.Count} of {count} seeds failed:\n"
                + string.Join(
                    "\n", failed.Order().Take(FailuresNamedMax).Select(fault => $"{fault.Seed}: {fault.What}"))
                + $"\n{SeedShrinker.Report(failed.Min().Seed)}");
        }

        // Fewer seeds prove no shares.
        if (count >= SeedsOrdinary)
        {
            Assert.True(tally.CompleteShare >= CompleteLeast, $"{tally.CompleteShare:P1} complete");
            Assert.All(SimulationFaults.Kinds, kind => Assert.InRange(tally.Of(kind), OccursLeast, long.MaxValue));
            Assert.All(
                Enum.GetValues<HoldReason>(),
                reason => Assert.True(tally.Of(reason) >= OccursLeast, $"{reason} held {tally.Of(reason)} seeds"));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(77)]
    public void A_seed_plays_the_same_twice(long seed)
    {
        var (first, second) = (SeedRun.Of(StoryTeller.Of(seed), true), SeedRun.Of(StoryTeller.Of(seed), true));
        Assert.NotEmpty(first.Trace);
        Assert.Equal(first.Trace, second.Trace);
    }

    /// <summary>
    /// What each of them found. 18: protected after its replacement was launched, an old one stays, so one of the new
    /// ones is too many. 44: a launch after a long want of room was no progress. 352: warmed up by a look from before
    /// it got traffic. 431: an old look brought back what was being removed. 567: an approval moved with desired. 708:
    /// one that had died was counted by an old look. 942: the call of a reimage, repeated, asked for evidence again.
    /// 1158: a clock that went back used up all patience. 1241: reimages again were no progress. 1274: terminated by a
    /// look from before its drain. 2093: a wait for a window beside a ceiling full of evidence had no limit. 3149: an
    /// instance reimaged twice counted twice. 6896: complete although one had to be put back. 8269: a reimaged one
    /// that an old look leaves out was missing. 9379: one that broke late had no time to heal. 14611: evidence beside
    /// a far window kept a run waiting for it. 18918: a clock that went back used up patience all the same. 21822: one
    /// that the plan puts back was counted as away. 21886: an old look showed the disk before the reimage, and that
    /// was a gap. 29915: a copy of a disk had no time. 34055: a removal under an old look was refused. 35130, 40414,
    /// 58546, 94150: a failed, earlier, compromised or reimaged one that looks leave out was not counted. 63414:
    /// cancelled, it waited for a copy. 80670: traffic asked for before a reimage came late. 200749, 262169: patience
    /// never ended beside a far window. 201959: borrowed ones go back though paused. 215241: autoscaling left no room.
    /// 215836: a batch full of what has no room. 216623: put back by somebody else after its drain, it counted from
    /// then. 230905: broke and healed between two looks. 236862: a drain was done late. 256689: launched before its
    /// rotation, by a clock that went back. 278771: two old looks showed the disk before a reimage, healthy. 280070,
    /// 288860: emptying it for its reimage again was taken for a beginning. 423645: broke and healed in a silence that
    /// hid it. 500682: what leaves for good counted toward the batch. 520262, 580108, 588003: what was begun had no
    /// room beside a far window, for ever. 523743: a reimage that lost its answer was done after the next one, and that
    /// was asked for again for ever.
    /// </summary>
    [Theory]
    [InlineData(18)]
    [InlineData(44)]
    [InlineData(352)]
    [InlineData(431)]
    [InlineData(567)]
    [InlineData(708)]
    [InlineData(942)]
    [InlineData(1158)]
    [InlineData(1241)]
    [InlineData(1274)]
    [InlineData(2093)]
    [InlineData(3149)]
    [InlineData(6896)]
    [InlineData(8269)]
    [InlineData(9379)]
    [InlineData(14611)]
    [InlineData(18918)]
    [InlineData(21822)]
    [InlineData(21886)]
    [InlineData(29915)]
    [InlineData(34055)]
    [InlineData(35130)]
    [InlineData(40414)]
    [InlineData(58546)]
    [InlineData(63414)]
    [InlineData(80670)]
    [InlineData(94150)]
    [InlineData(200749)]
    [InlineData(201959)]
    [InlineData(215241)]
    [InlineData(215836)]
    [InlineData(216623)]
    [InlineData(230905)]
    [InlineData(236862)]
    [InlineData(256689)]
    [InlineData(262169)]
    [InlineData(278771)]
    [InlineData(280070)]
    [InlineData(288860)]
    [InlineData(423645)]
    [InlineData(500682)]
    [InlineData(520262)]
    [InlineData(523743)]
    [InlineData(580108)]
    [InlineData(588003)]
    public void A_seed_that_found_a_fault_is_good(long seed) =>
        Assert.Empty(SeedRun.Of(StoryTeller.Of(seed)).Violations);

    private void Replay(long seed)
    {
        var outcome = SeedRun.Of(StoryTeller.Of(seed), traces: true);
        foreach (var line in outcome.Story.Lines().Concat(outcome.Trace))
        {
            output.WriteLine(line);
        }

        output.WriteLine($"{outcome.End}: {outcome.EndReason}, {outcome.Passes} passes");
        Assert.True(outcome.IsGood, string.Join("\n", outcome.Violations));
    }

    private static (long From, long To) Seeds()
    {
        var words = Environment.GetEnvironmentVariable("IMAGEFORGE_SEEDS") ?? $"{SeedsOrdinary}";
        var ends = words.Split("..").Select(end => long.Parse(end, CultureInfo.InvariantCulture)).ToList();
        return ends.Count == 1 ? (0, ends[0]) : (ends[0], ends[1]);
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
