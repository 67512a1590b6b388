namespace ImageForge.Targets.Simulated;

/// <summary>A bucket that fills at a steady rate up to its burst. Full at the start.</summary>
internal sealed class TokenBucket
{
    // Rates such as 1/60 a second are no exact binary numbers: a token that is due shall be there.
    private const double Tolerance = 1e-6;
    private readonly double _burst;
    private readonly double _perSecond;
    private double _tokens;
    private TimeSpan _at;

    public TokenBucket(double burst, double perSecond) =>
        (_burst, _perSecond, _tokens) = (burst, perSecond, burst);

    public bool HasOne(TimeSpan now)
    {
        _tokens = Math.Min(_burst, _tokens + ((now - _at).TotalSeconds * _perSecond));
        _at = now;
        return _tokens >= 1 - Tolerance;
    }

    /// <summary>Takes one token; <see cref="HasOne"/> has just said that there is one.</summary>
    public void Take() => _tokens -= 1;
}
