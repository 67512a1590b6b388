using ImageForge.Engine.Definitions;
using ImageForge.Server.Bells;
using ImageForge.Targets.Tests.Local;
using Quartz;

namespace ImageForge.Targets.Tests.Service;

/// <summary>Bells ring when their schedules say, whatever Quartz would make of the same words.</summary>
public sealed class BellTimesTests : IDisposable
{
    private const int RingsMin = 40;

    // Quartz looks no further than a century ahead.
    private const int LastYear = 2100;
    private static readonly TimeSpan NightMin = TimeSpan.FromHours(36);

    // The days before clocks change somewhere.
    private static readonly DateTimeOffset[] Eves =
    [
        .. new[] { (3, 7), (3, 28), (4, 4), (10, 3), (10, 24), (10, 31) }
            .Select(eve => new DateTimeOffset(2026, eve.Item1, eve.Item2, 6, 0, 0, TimeSpan.Zero)),
    ];

    private static readonly string[] Crons =
    [
        "0 22 * * MON-THU", "*/20 8-10,22 * * *", "5 4 1,15 */6 *", "59 23 31 DEC *", "0 0 * * SAT-SUN", "30 12 * * 7",
        "* * * * *", "30 2 * * *", "*/30 * * * *", "*/20 2-3 * * *", "0,20 2,3 * * *", "5-59/15 22-4 * * *",
        "0 2 * * SUN", "15 1-3 * 3,10 0-6", "0 0 29 2 *",
    ];

    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    public static TheoryData<string, string> InZones() =>
        [.. from cron in Crons
            from zone in new[] { "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe" }
            select (cron, zone)];

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Theory]
    [MemberData(nameof(InZones))]
    public void Quartz_rings_at_the_same_minutes_in_the_nights_when_clocks_change_too(string text, string zoneId)
    {
        Assert.True(CronReader.TryRead(text, out var cron, out var fault), fault);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var quartz = new CronExpression(QuartzCron.Of(cron), zone);
        foreach (var eve in Eves)
        {
            var at = eve;
            for (var ring = 0; (ring < RingsMin && at.Year < LastYear) || at < eve + NightMin; ring++)
            {
                var expected = CronReader.Next(cron, at, zone)!.Value;
                Assert.Equal(expected, quartz.GetNextValidTimeAfter(at));
                at = expected;
            }
        }
    }

    [Fact]
    public async Task The_service_says_when_its_bells_ring_next()
    {
        foreach (var (cron, index) in Crons.Select((cron, index) => (cron, index)))
        {
            _tree.WriteSchedule($"f{index}", cron);
        }

        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        foreach (var (text, index) in Crons.Select((cron, index) => (cron, index)))
        {
            Assert.True(CronReader.TryRead(text, out var cron, out var fault), fault);
            var before = DateTimeOffset.UtcNow;
            var next = await NextRingAsync(service, $"f{index}");

            // A minute may have passed between the question and its answer.
            Assert.True(
                next == CronReader.Next(cron, before, berlin)
                    || next == CronReader.Next(cron, DateTimeOffset.UtcNow, berlin),
                $"{text}: {next:O}, not {CronReader.Next(cron, before, berlin):O}");
        }
    }

    private static async Task<DateTimeOffset> NextRingAsync(ServiceProcessRun service, string fleet) =>
        (await service.GetAsync("v1/fleets")).GetProperty("fleets").EnumerateArray()
            .Single(line => line.GetProperty("fleet").GetString() == fleet)
            .GetProperty("schedule").GetProperty("nextRing").GetDateTimeOffset();
}
