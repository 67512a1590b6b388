using System.Globalization;

namespace ImageForge.Core.Images.Gates;

/// <summary>What was at hand of a declared feed when an image was looked up in it.</summary>
/// <param name="Feed">Its id.</param>
/// <param name="Age">Time since it was fetched; null: it never was, or holds nothing of the image's suite.</param>
/// <param name="MaxAge">Older than this it is refused.</param>
public sealed record FeedReading(string Feed, TimeSpan? Age, TimeSpan MaxAge)
{
    public bool IsAtHand => Age is not null;
    public bool IsTooOld => Age > MaxAge;

    /// <summary>An age for people: hours below two days.</summary>
    public static string TextOf(TimeSpan age) => age.TotalHours < 48
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalHours)} h")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} days");
}
