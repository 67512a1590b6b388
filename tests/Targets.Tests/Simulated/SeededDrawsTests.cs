using ImageForge.Targets.Simulated;

namespace ImageForge.Targets.Tests.Simulated;

/// <summary>Numbers that a seed fixes for ever, on every machine and in every version.</summary>
public sealed class SeededDrawsTests
{
    private const int Many = 20_000;

    // From an implementation in Python of the same two published algorithms.
    [Fact]
    public void The_algorithm_is_the_published_one()
    {
        var draws = SeededDraws.Of(1, "boot", "token");
        Assert.Equal(891937361096806239UL, draws.Next());
        Assert.Equal(7468006924275855997UL, draws.Next());
        Assert.Equal(2526594578353070031UL, draws.Next());
    }

    [Fact]
    public void Seed_concern_and_key_each_make_another_stream()
    {
        ulong First(long seed, string concern, string key) => SeededDraws.Of(seed, concern, key).Next();
        Assert.Equal(First(1, "a", "k"), First(1, "a", "k"));
        Assert.Equal(4, new[] { First(1, "a", "k"), First(2, "a", "k"), First(1, "b", "k"), First(1, "a", "l") }
            .Distinct().Count());
    }

    [Fact]
    public void Draws_have_the_shape_they_promise()
    {
        var draws = SeededDraws.Of(7, "shape");
        var even = Enumerable.Range(0, Many).Select(_ => draws.NextDouble()).ToList();
        Assert.All(even, value => Assert.InRange(value, 0, 0.9999999999999999));
        Assert.InRange(even.Average(), 0.49, 0.51);

        var normal = Enumerable.Range(0, Many).Select(_ => draws.NextNormal()).ToList();
        Assert.InRange(normal.Average(), -0.03, 0.03);
        Assert.InRange(normal.Average(value => value * value), 0.96, 1.04);

        var waits = Enumerable.Range(0, Many).Select(_ => draws.UntilNext(perHour: 2).TotalHours).ToList();
        Assert.InRange(waits.Average(), 0.485, 0.515);
        Assert.Equal(TimeSpan.MaxValue, draws.UntilNext(perHour: 0));
    }

    [Fact]
    public void Times_are_lognormal_with_stragglers_and_a_limit()
    {
        var draws = SeededDraws.Of(7, "times");
        var spread = new TimeSpread(TimeSpan.FromSeconds(100), 0.5);
        var plain = Enumerable.Range(0, Many).Select(_ => spread.Draw(draws).TotalSeconds).Order().ToList();
        Assert.InRange(plain[Many / 2], 97, 103);

        // One deviation above and below: e^±0.5 of the median.
        Assert.InRange(plain[(int)(Many * 0.8413)], 158, 172);
        Assert.InRange(plain[(int)(Many * 0.1587)], 58, 63);

        var straggling = new TimeSpread(TimeSpan.FromSeconds(1), 0, 0.1, 50);
        var slow = Enumerable.Range(0, Many).Count(_ => straggling.Draw(draws) == TimeSpan.FromSeconds(50));
        Assert.InRange(slow, Many * 0.09, Many * 0.11);
        Assert.Equal(TimeSpread.Max, new TimeSpread(TimeSpan.FromDays(30), 0).Draw(draws));
    }
}
