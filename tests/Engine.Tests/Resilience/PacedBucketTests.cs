using ImageForge.Engine.Resilience;

namespace ImageForge.Engine.Tests.Resilience;

/// <summary>The estimate of a bucket against arithmetic done by hand.</summary>
public sealed class PacedBucketTests
{
    // 10 * 0.5 - 2 * 0.5 * 1 s on the way = 4 tokens at most, one a second.
    private static PacedBucket Half() => new(new CallLimit("calls", 10, 2), 0.5, TimeSpan.Zero);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void It_begins_with_one_token_because_a_process_before_may_have_taken_the_others()
    {
        var bucket = Half();
        Assert.Equal(TimeSpan.Zero, bucket.Until(1, TimeSpan.Zero));
        bucket.Take(1, TimeSpan.Zero);
        Assert.Equal(Seconds(1), bucket.Until(1, TimeSpan.Zero));
        Assert.Equal(Seconds(0.25), bucket.Until(1, Seconds(0.75)));
        Assert.Equal(TimeSpan.Zero, bucket.Until(1, Seconds(1)));
    }

    [Fact]
    public void It_is_never_fuller_than_our_share_less_what_is_on_the_way()
    {
        var bucket = Half();
        for (var taken = 0; taken < 4; taken++)
        {
            Assert.Equal(TimeSpan.Zero, bucket.Until(1, Seconds(1000)));
            bucket.Take(1, Seconds(1000));
        }

        Assert.Equal(Seconds(1), bucket.Until(1, Seconds(1000)));
    }

    [Fact]
    public void More_than_it_ever_holds_waits_until_it_is_full_and_leaves_a_debt()
    {
        // Full with 4 after 3 s; 10 taken leave 6 to pay back, one a second, before the next one.
        var bucket = Half();
        Assert.Equal(Seconds(3), bucket.Until(10, TimeSpan.Zero));
        bucket.Take(10, Seconds(3));
        Assert.Equal(Seconds(7), bucket.Until(1, Seconds(3)));
    }

    [Fact]
    public void A_refusal_empties_it_and_forgives_no_debt()
    {
        var bucket = Half();
        bucket.Empty(Seconds(1000));
        Assert.Equal(Seconds(1), bucket.Until(1, Seconds(1000)));
        bucket.Take(2, Seconds(1000));
        bucket.Empty(Seconds(1000));
        Assert.Equal(Seconds(3), bucket.Until(1, Seconds(1000)));
    }

    [Fact]
    public void A_share_of_a_tiny_bucket_still_holds_one()
    {
        // One a minute of 12 and 4 a minute, a quarter of it ours: 12 * 0.25 - 1/60 = 2.98.
        var bucket = new PacedBucket(new CallLimit("one machine", 12, 4.0 / 60), 0.25, TimeSpan.Zero);
        bucket.Take(1, TimeSpan.Zero);
        Assert.Equal(60, bucket.Until(1, TimeSpan.Zero).TotalSeconds, 3);
        var tiny = new PacedBucket(new CallLimit("tiny", 1, 5), 0.1, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, tiny.Until(1, Seconds(1000)));
    }
}
