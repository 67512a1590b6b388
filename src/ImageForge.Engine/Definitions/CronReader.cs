using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Cronos;
using ImageForge.Core;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads five fields of a cron. What programs read differently is refused, so that a line means the same here as
/// wherever it was copied from.
/// </summary>
public static partial class CronReader
{
    private const int Fields = 5;
    private const int Day = 2;
    private const int Weekday = 4;
    private const string Prefix = "The given cron expression has an invalid format. ";

    // Any day from which every date comes once more.
    private static readonly DateTimeOffset Start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads such a line.</summary>
    /// <param name="text">Such as <c>0 22 * * MON-THU</c>.</param>
    /// <param name="cron">What it says.</param>
    /// <param name="fault">What is wrong with it, and what would be right; null where nothing is.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out Cron? cron, [NotNullWhen(false)] out string? fault)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        fault = FaultOf(words);
        cron = fault is null ? new Cron(string.Join(' ', words)) : null;
        return cron is not null;
    }

    /// <summary>
    /// When it comes next. A time that the clocks leave out in spring comes when they go on; one that they show twice
    /// in autumn comes once, unless hours or minutes are a range, a step or <c>*</c>: then each time.
    /// </summary>
    /// <returns>Null: not before the year 2500.</returns>
    public static DateTimeOffset? Next(Cron cron, DateTimeOffset after, TimeZoneInfo zone) =>
        CronExpression.Parse(cron.Text).GetNextOccurrence(after, zone);

    private static string? FaultOf(string[] words)
    {
        if (words.Length != Fields)
        {
            return $"it has {words.Length} of the {Fields} fields minute, hour, day, month, weekday";
        }

        if (words.SelectMany(word => word.Split(',')).FirstOrDefault(part => !Part().IsMatch(part)) is { } odd)
        {
            return $"{Quoting.Quote(odd)} is not what every program reads alike: write a number, a range such as 1-5, "
                + "a step such as */15 or 5-59/15, a list of those, or *";
        }

        if (words[Day] != "*" && words[Weekday] != "*")
        {
            return "day and weekday are both restricted, which some programs read as \"and\" and others as \"or\": "
                + "write * for one of them";
        }

        return CronosFaultOf(string.Join(' ', words));
    }

    private static string? CronosFaultOf(string text)
    {
        try
        {
            return CronExpression.Parse(text).GetNextOccurrence(Start, TimeZoneInfo.Utc) is null
                ? "it never comes: no month that it names has such a day"
                : null;
        }
        catch (CronFormatException exception)
        {
            return exception.Message.Replace(Prefix, "", StringComparison.Ordinal).TrimEnd('.');
        }
    }

    // Not ? L W # nor @daily, which only some know, nor a single number with a step, which is read in two ways.
    [GeneratedRegex(
        @"^(\*(/\d+)?|(\d+|[A-Za-z]{3})(-(\d+|[A-Za-z]{3})(/\d+)?)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
