using System.Text;

namespace ImageForge.Targets.Simulated;

/// <summary>
/// Random numbers that one seed fixes for ever: SplitMix64 (Steele, Lea, Flood 2014). Each concern, and each thing it
/// concerns, draws from a stream of its own that starts at a hash of the three (FNV-1a, 64 bit): what one of them draws
/// moves nothing in the others.
/// </summary>
public sealed class SeededDraws
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;
    private ulong _state;

    private SeededDraws(ulong state) => _state = state;

    /// <param name="concern">What is drawn, such as <c>boot</c>.</param>
    /// <param name="key">For what it is drawn, such as a launch token; empty if there is one only.</param>
    public static SeededDraws Of(long seed, string concern, string key = "")
    {
        var hash = FnvOffset;
        foreach (var value in Encoding.UTF8.GetBytes($"{seed}/{concern}/{key}"))
        {
            hash = unchecked((hash ^ value) * FnvPrime);
        }

        return new SeededDraws(hash);
    }

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>From 0 to below 1, evenly.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 to below <paramref name="count"/>, evenly.</summary>
    public int Next(int count) => (int)(NextDouble() * count);

    /// <summary>True with this probability. Takes one number whatever the probability is.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>Evenly between two times.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * NextDouble());

    /// <summary>Until the next of events that come at a steady rate, without memory.</summary>
    public TimeSpan UntilNext(double perHour) => perHour > 0
        ? TimeSpan.FromHours(Math.Min(-Math.Log(1 - NextDouble()) / perHour, TimeSpan.FromDays(3650).TotalHours))
        : TimeSpan.MaxValue;

    /// <summary>Mean 0, deviation 1 (Box and Muller; the second number of each pair is not used).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
