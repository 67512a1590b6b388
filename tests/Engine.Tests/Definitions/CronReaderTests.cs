using ImageForge.Core;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>What a cron may say, when it comes, and what is refused.</summary>
public sealed class CronReaderTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("0 22 * * MON-THU", "2026-01-01 22:00", "2026-01-05 22:00")]
    [InlineData("*/20 8-10,22 * * *", "2026-01-01 08:00", "2026-01-01 08:20")]
    [InlineData("5 4 1,15 */6 *", "2026-01-01 04:05", "2026-01-15 04:05")]
    [InlineData("0 0 29 2 *", "2028-02-29 00:00", "2032-02-29 00:00")]
    [InlineData("0 0 31 feb,jan *", "2026-01-31 00:00", "2027-01-31 00:00")]
    [InlineData("0 0 * * 5-7", "2026-01-02 00:00", "2026-01-03 00:00")]
    [InlineData("0 0 * * FRI-SUN", "2026-01-02 00:00", "2026-01-03 00:00")]
    [InlineData("0 0 * * 0,7", "2026-01-04 00:00", "2026-01-11 00:00")]
    [InlineData("5-59/15 * * * *", "2026-01-01 00:05", "2026-01-01 00:20")]
    [InlineData("0 22-4 * * *", "2026-01-01 01:00", "2026-01-01 02:00")]
    [InlineData("  0   0 * *   * ", "2026-01-02 00:00", "2026-01-03 00:00")]
    public void Five_fields_say_when(string text, string first, string second)
    {
        Assert.True(CronReader.TryRead(text, out var cron, out var fault), fault);
        Assert.Equal(first, Next(cron, "2026-01-01 00:00", TimeZoneInfo.Utc));
        Assert.Equal(second, Next(cron, first, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28 12:00", "2026-03-29 01:00")] // Clocks go from 02:00 to 03:00.
    [InlineData("30 2 * * *", "2026-10-24 12:00", "2026-10-25 00:30")] // 02:30 comes twice.
    [InlineData("30 2 * * *", "2026-10-25 00:30", "2026-10-26 01:30")]
    [InlineData("*/30 * * * *", "2026-10-25 00:30", "2026-10-25 01:00")]
    public void The_clocks_of_its_zone_are_what_it_goes_by(string text, string after, string expected)
    {
        Assert.True(CronReader.TryRead(text, out var cron, out var fault), fault);
        Assert.Equal(expected, Next(cron, after, Berlin));
    }

    [Theory]
    [InlineData("", "0 of the 5 fields")]
    [InlineData("@daily", "1 of the 5 fields")]
    [InlineData("0 0 22 * * MON", "6 of the 5 fields")]
    [InlineData("60 * * * *", "Minutes: Value must be a number between 0 and 59")]
    [InlineData("0 24 * * *", "Hours: Value must be a number between 0 and 23")]
    [InlineData("0 0 0 * *", "Days of month: Value must be a number between 1 and 31")]
    [InlineData("0 0 * 13 *", "Months: Value must be a number between 1 and 12")]
    [InlineData("0 0 * * 8", "Days of week: Value must be a number between 0 and 7")]
    [InlineData("0 0 * * MOO", "Days of week: Value must be")]
    [InlineData("MON * * * *", "Minutes: Value must be")]
    [InlineData("*/0 * * * *", "Minutes: Value must be")]
    [InlineData("99999999999 * * * *", "Minutes: ")]
    [InlineData("0 -1 * * *", "\"-1\" is not what every program reads alike")]
    [InlineData("0 1- * * *", "\"1-\" is not what")]
    [InlineData("0 1-2-3 * * *", "\"1-2-3\" is not what")]
    [InlineData("5/15 * * * *", "\"5/15\" is not what every program reads alike: write a number, a range such as 1-5,")]
    [InlineData("1,,2 * * * *", "\"\" is not what")]
    [InlineData("+1 * * * *", "\"+1\" is not what")]
    [InlineData("0 0 ? * MON", "\"?\" is not what")]
    [InlineData("0 0 L * *", "\"L\" is not what")]
    [InlineData("0 0 * * MON#2", "\"MON#2\" is not what")]
    [InlineData("0 0 1 * MON", "write * for one of them")]
    [InlineData("0 0 30 2 *", "it never comes")]
    [InlineData("0 0 31 4,6,9,11 *", "it never comes")]
    public void What_means_nothing_or_two_things_is_refused(string text, string expected)
    {
        Assert.False(CronReader.TryRead(text, out var cron, out var fault));
        Assert.Null(cron);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    private static string? Next(Cron cron, string after, TimeZoneInfo zone) => CronReader.Next(
        cron, DateTimeOffset.Parse($"{after}Z", null), zone)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", null);
}
