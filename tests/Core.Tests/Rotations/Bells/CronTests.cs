using ImageForge.Core.Rotations.Bells;

namespace ImageForge.Core.Tests.Rotations.Bells;

/// <summary>What a cron may say, and what is refused.</summary>
public sealed class CronTests
{
    [Theory]
    [InlineData("0 22 * * MON-THU", "0", "22", "any", "any", "1,2,3,4")]
    [InlineData("*/20 8-10,22 * * *", "0,20,40", "8,9,10,22", "any", "any", "any")]
    [InlineData("5 4 1,15 */6 *", "5", "4", "1,15", "1,7", "any")]
    [InlineData("0 0 29 2 *", "0", "0", "29", "2", "any")]
    [InlineData("0 0 31 feb,jan *", "0", "0", "31", "1,2", "any")]
    [InlineData("0 0 * * 5-7", "0", "0", "any", "any", "0,5,6")]
    [InlineData("0 0 * * FRI-SUN", "0", "0", "any", "any", "0,5,6")]
    [InlineData("0 0 * * 0,7", "0", "0", "any", "any", "0")]
    [InlineData("  0   0 * *   * ", "0", "0", "any", "any", "any")]
    public void Five_fields_say_when(
        string text, string minutes, string hours, string days, string months, string weekdays)
    {
        Assert.True(Cron.TryParse(text, out var cron, out var fault), fault);
        Assert.Equal(
            [minutes, hours, days, months, weekdays],
            [
                Words(cron.Minutes), Words(cron.Hours), Words(cron.Days), Words(cron.Months), Words(cron.Weekdays),
            ]);
        Assert.Null(fault);
    }

    [Theory]
    [InlineData("", "0 of the 5 fields")]
    [InlineData("0 0 22 * * MON", "6 of the 5 fields")]
    [InlineData("60 * * * *", "\"60\" is no minute: write 0 to 59,")]
    [InlineData("0 24 * * *", "\"24\" is no hour")]
    [InlineData("0 0 0 * *", "\"0\" is no day: write 1 to 31,")]
    [InlineData("0 0 * 13 *", "\"13\" is no month: write 1 to 12 or JAN to DEC,")]
    [InlineData("0 0 * * 8", "\"8\" is no weekday: write 0 to 7 or SUN to SAT,")]
    [InlineData("0 0 * * MO", "\"MO\" is no weekday")]
    [InlineData("0 22-4 * * *", "\"22-4\" is no hour")]
    [InlineData("0 -1 * * *", "\"-1\" is no hour")]
    [InlineData("0 1- * * *", "\"1-\" is no hour")]
    [InlineData("0 1-2-3 * * *", "\"1-2-3\" is no hour")]
    [InlineData("*/0 * * * *", "\"*/0\" is no minute")]
    [InlineData("5/15 * * * *", "\"5/15\" is no minute")]
    [InlineData("1,,2 * * * *", "\"\" is no minute")]
    [InlineData("+1 * * * *", "\"+1\" is no minute")]
    [InlineData("0 0 ? * MON", "\"?\" is no day")]
    [InlineData("0 0 L * *", "\"L\" is no day")]
    [InlineData("0 0 1 * MON", "write * for one of them")]
    [InlineData("0 0 30 2 *", "no month of those has 30 days")]
    [InlineData("0 0 31 4,6,9,11 *", "no month of those has 31 days")]
    public void What_means_nothing_or_two_things_is_refused(string text, string expected)
    {
        Assert.False(Cron.TryParse(text, out var cron, out var fault));
        Assert.Null(cron);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    private static string Words(CronField field) => field.IsAny ? "any" : string.Join(',', field.Values);
}
