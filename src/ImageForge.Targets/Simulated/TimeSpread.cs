namespace ImageForge.Targets.Simulated;

/// <summary>How long something takes: lognormal, and now and then a straggler.</summary>
/// <param name="Median">Half of all take less.</param>
/// <param name="Sigma">Deviation of the logarithm: 0 is always the median, 0.3 puts 68 % within ±35 %.</param>
/// <param name="StragglerRate">Probability, 0 to 1, that one takes much longer.</param>
/// <param name="StragglerFactor">How many times longer that one takes.</param>
public sealed record TimeSpread(
    TimeSpan Median, double Sigma = 0.3, double StragglerRate = 0, double StragglerFactor = 5)
{
    /// <summary>Nothing that is drawn is longer.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(1);

    public static readonly TimeSpread None = new(TimeSpan.Zero);

    /// <summary>One time. Takes the same count of numbers whatever the settings are.</summary>
    public TimeSpan Draw(SeededDraws stream)
    {
        var factor = Math.Exp(Sigma * stream.NextNormal()) * (stream.Chance(StragglerRate) ? StragglerFactor : 1);
        return TimeSpan.FromTicks((long)Math.Min(Median.Ticks * factor, Max.Ticks));
    }
}
