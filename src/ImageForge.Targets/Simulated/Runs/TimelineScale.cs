using System.Globalization;

namespace ImageForge.Targets.Simulated.Runs;

/// <summary>From virtual time to places on the page.</summary>
internal sealed class TimelineScale(TimeSpan duration)
{
    /// <summary>Width of the whole drawing.</summary>
    public const int Width = 1180;

    /// <summary>Room for names at its left.</summary>
    public const int Left = 170;

    private const int Right = 20;
    private const int TicksMax = 9;

    private static readonly int[] StepsInSeconds =
    [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
    ];

    public static int End => Width - Right;

    public double Of(TimeSpan at) => duration > TimeSpan.Zero
        ? Math.Round(Left + (Math.Clamp(at / duration, 0, 1) * (End - Left)), 1)
        : Left;

    /// <summary>Round times, few enough to read.</summary>
    public IEnumerable<TimeSpan> Ticks()
    {
        var step = StepsInSeconds.FirstOrDefault(
            seconds => duration.TotalSeconds / seconds <= TicksMax, StepsInSeconds[^1]);
        for (var at = TimeSpan.Zero; at <= duration; at += TimeSpan.FromSeconds(step))
        {
            yield return at;
        }
    }

    /// <summary><c>1 d 2 h</c>, <c>3 h 20 min</c>, <c>4 min 5 s</c>: the two largest parts.</summary>
    public static string Words(TimeSpan time)
    {
        (int Count, string Unit)[] parts =
            [(time.Days, "d"), (time.Hours, "h"), (time.Minutes, "min"), (time.Seconds, "s")];
        var words = parts.SkipWhile(part => part.Count == 0).Take(2).Where(part => part.Count > 0)
            .Select(part => $"{part.Count} {part.Unit}").ToList();
        return words.Count > 0 ? string.Join(' ', words) : "0 s";
    }

    public static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
