namespace ImageForge.Engine.Resilience;

/// <summary>
/// An estimate of what is left of one bucket for us. It begins with a single token: what a process before this one took
/// is not known. Pure arithmetic; the caller brings the time.
/// </summary>
internal sealed class PacedBucket
{
    // Rates such as 1/60 a second are no exact binary numbers: a token that is due shall be there.
    private const double Tolerance = 1e-6;

    // A target counts a call when it arrives, we when we send it. What comes back in so long is left in the bucket, or
    // a bucket that is full here could be less than full there.
    private static readonly TimeSpan OnTheWayMax = TimeSpan.FromSeconds(1);

    private readonly double _burst;
    private readonly double _perSecond;
    private double _tokens = 1;
    private TimeSpan _at;

    /// <param name="limit">The whole bucket.</param>
    /// <param name="share">Our share of it, above 0, at most 1.</param>
    /// <param name="now">The beginning of the estimate.</param>
    public PacedBucket(CallLimit limit, double share, TimeSpan now)
    {
        _perSecond = limit.PerSecond * share;
        _burst = Math.Max(1, (limit.Burst * share) - (_perSecond * OnTheWayMax.TotalSeconds));
        _at = now;
    }

    /// <summary>How long until there are so many tokens, or as many as it ever holds; zero if there are.</summary>
    public TimeSpan Until(double tokens, TimeSpan now)
    {
        Fill(now);
        var missing = Math.Min(tokens, _burst) - _tokens;
        return missing <= Tolerance ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / _perSecond);
    }

    /// <summary>
    /// How long until one more has its turn behind so many others, each of which takes its token first.
    /// </summary>
    public TimeSpan UntilBehind(int others, TimeSpan now)
    {
        Fill(now);
        var missing = others + 1 - _tokens;
        return missing <= Tolerance ? TimeSpan.Zero : TimeSpan.FromSeconds(missing / _perSecond);
    }

    /// <summary>Takes tokens, which may leave a debt: what was sent was sent.</summary>
    public void Take(double tokens, TimeSpan now)
    {
        Fill(now);
        _tokens -= tokens;
    }

    /// <summary>The target says that there is none: whoever took it, it is so.</summary>
    public void Empty(TimeSpan now)
    {
        Fill(now);
        _tokens = Math.Min(_tokens, 0);
    }

    private void Fill(TimeSpan now)
    {
        _tokens = Math.Min(_burst, _tokens + ((now - _at).TotalSeconds * _perSecond));
        _at = now;
    }
}
