namespace ImageForge.Engine.Definitions;

/// <summary>Durations as schedules write them: <c>90s</c>, <c>5m</c>, <c>24h</c>, <c>30d</c>.</summary>
public static class DurationText
{
    /// <returns>The duration, or null if the text is not one.</returns>
    public static TimeSpan? Parse(string text)
    {
        var digits = text.AsSpan(0, Math.Max(0, text.Length - 1));
        // Seven digits of days stay far below what a TimeSpan holds.
        if (digits.Length is 0 or > 7 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var count = int.Parse(digits);
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
    }
}
