using System.Collections.Immutable;
using System.Globalization;
using ImageForge.Core.Rotations.Windows;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>Reads <c>windows</c> and <c>blackouts</c> of a schedule.</summary>
internal sealed class WindowsReader(DefinitionFile file, DefinitionErrors errors)
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly ImmutableArray<DayOfWeek> EveryDay = [.. Enum.GetValues<DayOfWeek>()];

    public RotationWindows Read()
    {
        var windows = new RotationWindows
        {
            IsAlways = file.Root.Value("windows") is not JArray,
            Weekly = [.. file.Root.Groups("windows").Select(ReadWindow).OfType<WeeklyWindow>()],
            Blackouts = [.. file.Root.Groups("blackouts").Select(ReadBlackout).OfType<Blackout>()],
        };
        return windows;
    }

    private WeeklyWindow? ReadWindow(JObject group)
    {
        var zone = errors.ReadZone(file, group);
        if (group.Text("from") is not { } from || group.Text("to") is not { } to
            || !TryTime(from, out var begins) || !TryTime(to == "24:00" ? "00:00" : to, out var ends) || zone is null)
        {
            return null;
        }

        if (from == to)
        {
            errors.Add(
                file, group.Value("to"), $"this window ends when it begins, at {from}",
                "a whole day is from 00:00 to 24:00");
            return null;
        }

        var days = group.Texts("days").Select(day => (DayOfWeek)Array.IndexOf(DayNames, day))
            .Where(day => day >= DayOfWeek.Sunday).ToImmutableArray();
        return new WeeklyWindow(days.IsEmpty ? EveryDay : days, begins, ends, zone);
    }

    private Blackout? ReadBlackout(JObject group)
    {
        var zone = errors.ReadZone(file, group);
        var first = ReadDay(group, "from");
        var last = ReadDay(group, "to");
        if (first is not { } from || last is not { } to || zone is null)
        {
            return null;
        }

        if (to < from)
        {
            errors.Add(
                file, group.Value("to"), $"this blackout ends on {to:yyyy-MM-dd}, before it begins on "
                    + $"{from:yyyy-MM-dd}",
                "from is its first day, to its last");
            return null;
        }

        return new Blackout(from, to, zone, group.Text("reason") ?? "");
    }

    private DateOnly? ReadDay(JObject group, string key)
    {
        if (group.Text(key) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        errors.Add(file, group.Value(key), $"{key}: {Quoting.Quote(text)} is no date", "write year-month-day");
        return null;
    }

    private static bool TryTime(string text, out TimeOnly time) => TimeOnly.TryParseExact(
        text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
