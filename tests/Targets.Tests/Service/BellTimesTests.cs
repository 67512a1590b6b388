using ImageForge.Core.Rotations.Bells;
using ImageForge.Targets.Tests.Local;

namespace ImageForge.Targets.Tests.Service;

/// <summary>Bells ring when their schedules say, whatever Quartz would make of the same words.</summary>
public sealed class BellTimesTests : IDisposable
{
    private const int MinutesMax = 2 * 366 * 24 * 60;

    private static readonly (string Fleet, string Cron)[] Bells =
    [
        ("a", "0 22 * * MON-THU"),
        ("b", "*/20 8-10,22 * * *"),
        ("c", "5 4 1,15 */6 *"),
        ("d", "59 23 31 DEC *"),
        ("e", "0 0 * * SAT-SUN"),
        ("f", "30 12 * * 7"),
        ("g", "* * * * *"),
    ];

    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task The_next_ring_is_the_next_minute_that_every_field_names()
    {
        foreach (var (fleet, cron) in Bells)
        {
            _tree.WriteSchedule(fleet, cron, "UTC");
        }

        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        foreach (var (fleet, text) in Bells)
        {
            Assert.True(Cron.TryParse(text, out var cron, out var fault), fault);
            var before = DateTimeOffset.UtcNow;
            var next = await NextRingAsync(service, fleet);

            // A minute may have passed between the question and its answer.
            Assert.True(
                next == NextOf(cron, before) || next == NextOf(cron, DateTimeOffset.UtcNow),
                $"{text}: {next:O}, not {NextOf(cron, before):O}");
        }
    }

    private static async Task<DateTimeOffset> NextRingAsync(ServiceProcessRun service, string fleet) =>
        (await service.GetAsync("v1/fleets")).GetProperty("fleets").EnumerateArray()
            .Single(line => line.GetProperty("fleet").GetString() == fleet)
            .GetProperty("schedule").GetProperty("nextRing").GetDateTimeOffset();

    private static DateTimeOffset NextOf(Cron cron, DateTimeOffset after) => Enumerable.Range(1, MinutesMax)
        .Select(minute => after.AddSeconds(-after.Second).AddMinutes(minute))
        .Select(at => new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, TimeSpan.Zero))
        .First(at => cron.Minutes.Values.Contains(at.Minute) && cron.Hours.Values.Contains(at.Hour)
            && cron.Days.Values.Contains(at.Day) && cron.Months.Values.Contains(at.Month)
            && cron.Weekdays.Values.Contains((int)at.DayOfWeek));
}
