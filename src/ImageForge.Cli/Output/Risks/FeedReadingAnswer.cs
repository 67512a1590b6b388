using ImageForge.Core.Images.Gates;

namespace ImageForge.Cli.Output.Risks;

/// <summary>What was at hand of a feed.</summary>
internal sealed record FeedReadingAnswer(
    string Feed, double? AgeHours, double MaxAgeHours, bool IsAtHand, bool IsTooOld)
{
    public static FeedReadingAnswer Of(FeedReading reading) => new(
        reading.Feed, reading.Age?.TotalHours, reading.MaxAge.TotalHours, reading.IsAtHand, reading.IsTooOld);
}
